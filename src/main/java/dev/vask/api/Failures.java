package dev.vask.api;

import dev.vask.apps.AppsUnavailableException;
import dev.vask.live.UnavailableException;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.InvalidSignatureException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** Turns whatever stopped a call into its answer: the one place where exceptions become statuses (4.0.1). */
final class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class);
    private static final Duration UNTIL_THE_STATE_MAY_BE_BACK = Duration.ofSeconds(1);

    private Failures() {}

    static Response answer(Throwable failure, String requestId) {
        Throwable cause = causeOf(failure);
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case CallRefusedException it when it.retryAfter() != null ->
                Answers.error(it.status(), message, it.retryAfter());
            case CallRefusedException it -> Answers.error(it.status(), message);
            case InvalidNameException it -> Answers.error(400, message);
            case InvalidJsonException it -> Answers.error(400, "the body: " + message);
            case InvalidSignatureException it -> Answers.error(401, message);
            case UnavailableException it -> unavailable(message);
            case AppsUnavailableException it -> unavailable(message);
            default -> {
                LOG.errorf(cause, "A call failed for a reason that nobody foresaw: request %s", requestId);
                yield Answers.error(500, "the server failed to answer; its log says why, see request " + requestId);
            }
        };
    }

    private static Response unavailable(String message) {
        String error = "this was not done, or is not known to have been done; try again: " + message;
        return Answers.error(503, error, UNTIL_THE_STATE_MAY_BE_BACK);
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
