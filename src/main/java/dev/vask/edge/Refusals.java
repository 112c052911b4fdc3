package dev.vask.edge;

import dev.vask.live.UnavailableException;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.RefusedException;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** Turns whatever kept a command from being done into what its client is told. */
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private Refusals() {}

    static RefusedException of(Throwable failure, Session session) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause(), session);
            case RefusedException refused -> refused;
            case UnavailableException unavailable ->
                new RefusedException(ErrorCode.OVER_CAPACITY, "the service cannot do this now, try again in a few seconds");
            default -> {
                LOG.errorf(failure, "A command failed: app %s, socket %s", session.app().key(), session.id());
                yield new RefusedException("the command failed for a reason that is ours, not yours");
            }
        };
    }
}
