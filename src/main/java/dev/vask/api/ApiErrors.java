package dev.vask.api;

import dev.vask.apps.AppsUnavailableException;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyRejectedException;
import dev.vask.http.ErrorResponse;
import dev.vask.live.LiveStateUnavailableException;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.InvalidNameException;
import dev.vask.protocol.InvalidSignatureException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Maps exceptions to error responses. This is the only place that does so for the API (4.0.1). */
final class ApiErrors {

    private static final Duration UNTIL_THE_STATE_MAY_BE_BACK = Duration.ofSeconds(1);

    private ApiErrors() {}

    static ErrorResponse answer(Throwable failure, String requestId) {
        Throwable cause = causeOf(failure);
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case ApiException it -> new ErrorResponse(it.code(), message, it.retryAfter());
            case BodyRejectedException it -> it.answer();
            case InvalidNameException it -> new ErrorResponse(ApiErrorCode.INVALID_NAME, message);
            case InvalidJsonException it ->
                new ErrorResponse(ApiErrorCode.INVALID_JSON, "Invalid request body: " + message + ".");
            case InvalidSignatureException it -> new ErrorResponse(ApiErrorCode.INVALID_SIGNATURE, message);
            case LiveStateUnavailableException it -> unavailable(message);
            case AppsUnavailableException it -> unavailable(message);
            default -> ErrorResponse.broken(cause, requestId);
        };
    }

    private static ErrorResponse unavailable(String message) {
        String error = "The outcome of the request is unknown. Retry it. Cause: " + message;
        return new ErrorResponse(ApiErrorCode.UNAVAILABLE, error, UNTIL_THE_STATE_MAY_BE_BACK);
    }

    /** The cause of a failure, without the wrappers of {@link CompletionException}. */
    static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
