package dev.vask.edge;

import dev.vask.live.UnavailableException;
import dev.vask.logs.About;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.CommandReader;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.RefusedException;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Turns the failure of a command into the error for the client. */
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private Refusals() {}

    /** Returns the error of a failed command and logs it: at level ERROR if the server is at fault, else at level DEBUG. */
    static RefusedException of(Throwable failure, Session session, String command) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause(), session, command);
            case OverQuotaException over -> {
                session.ranInto(over.quota());
                yield of(over.refusal(), session, command);
            }
            case RefusedException refused -> {
                if (LOG.isDebugEnabled()) {
                    about(session, command).log(() -> LOG.debugf("Rejected a command: %s", refused.getMessage()));
                }
                yield refused;
            }
            case UnavailableException unavailable ->
                new RefusedException(ErrorCode.OVER_CAPACITY, "The service is unavailable. Try again in a few seconds.");
            default -> {
                about(session, command).log(() ->
                        LOG.errorf(failure, "A command failed: app %s, connection %s", session.app().key(), session.id()));
                yield new RefusedException("Internal error.");
            }
        };
    }

    private static About about(Session session, String command) {
        return About.app(session.app().key()).socket(session.id()).channel(channelOf(command));
    }

    private static @Nullable String channelOf(String command) {
        try {
            return switch (CommandReader.read(command)) {
                case ClientCommand.Subscribe it -> it.channel();
                case ClientCommand.Unsubscribe it -> it.channel();
                case ClientCommand.ClientEvent it -> it.channel();
                case ClientCommand.SignIn it -> null;
                case ClientCommand.Ping it -> null;
                case ClientCommand.Pong it -> null;
            };
        } catch (RuntimeException e) {
            return null; // a command that cannot be read names no channel
        }
    }
}
