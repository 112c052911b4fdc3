package dev.vask.api;

import dev.vask.apps.AppsUnavailableException;
import dev.vask.http.BodyRefusedException;
import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.live.UnavailableException;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.InvalidSignatureException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Maps exceptions to error responses. This is the only place that does so for the API (4.0.1). */
final class Failures {

    private static final Duration UNTIL_THE_STATE_MAY_BE_BACK = Duration.ofSeconds(1);

    private Failures() {}

    static ErrorAnswer answer(Throwable failure, String requestId) {
        Throwable cause = causeOf(failure);
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case CallRefusedException it -> new ErrorAnswer(it.code(), message, it.retryAfter());
            case BodyRefusedException it -> it.answer();
            case InvalidNameException it -> new ErrorAnswer(ErrorCode.INVALID_NAME, message);
            case InvalidJsonException it -> new ErrorAnswer(ErrorCode.INVALID_JSON, "Invalid request body: " + message + ".");
            case InvalidSignatureException it -> new ErrorAnswer(ErrorCode.INVALID_SIGNATURE, message);
            case UnavailableException it -> unavailable(message);
            case AppsUnavailableException it -> unavailable(message);
            default -> ErrorAnswer.broken(cause, requestId);
        };
    }

    private static ErrorAnswer unavailable(String message) {
        String error = "The outcome of the request is unknown. Retry it. Cause: " + message;
        return new ErrorAnswer(ErrorCode.UNAVAILABLE, error, UNTIL_THE_STATE_MAY_BE_BACK);
    }

    /** The cause of a failure, without the wrappers of {@link CompletionException}. */
    static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
