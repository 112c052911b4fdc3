package dev.vask.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that is declined: the status says how (4.0.1), the message what is wrong and what would be right. */
final class CallRefusedException extends RuntimeException {

    private final int status;
    private final @Nullable Duration retryAfter;

    private CallRefusedException(int status, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** 400: a body, parameter or name that the protocol does not allow. */
    static CallRefusedException invalid(String message) {
        return new CallRefusedException(400, message, null);
    }

    /** 403: the app may not do this. */
    static CallRefusedException forbidden(String message) {
        return new CallRefusedException(403, message, null);
    }

    /** 404: there is no such app, or no such thing in it. */
    static CallRefusedException notFound(String message) {
        return new CallRefusedException(404, message, null);
    }

    /** 413: the body, or an event's data, is too long. */
    static CallRefusedException tooLarge(String message) {
        return new CallRefusedException(413, message, null);
    }

    /** 429: the app does this too often; {@code retryAfter} says when there is room again. */
    static CallRefusedException tooOften(String message, Duration retryAfter) {
        return new CallRefusedException(429, message, retryAfter);
    }

    /** The same, said of one part of the request. */
    CallRefusedException within(String part) {
        return new CallRefusedException(status, part + ": " + getMessage(), retryAfter);
    }

    int status() {
        return status;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
