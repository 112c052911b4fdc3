package dev.vask.api;

import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that is declined: the code says why, the message what is wrong and what would be right. */
final class CallRefusedException extends RuntimeException {

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;

    private CallRefusedException(ErrorCode code, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** Refused for that reason. */
    static CallRefusedException of(ErrorAnswer error) {
        return new CallRefusedException(error.code(), error.message(), error.retryAfter());
    }

    /** 400: a body, parameter or name that the protocol does not allow. */
    static CallRefusedException invalid(String message) {
        return new CallRefusedException(ErrorCode.INVALID_REQUEST, message, null);
    }

    /** 403: the app is disabled. */
    static CallRefusedException disabled(String message) {
        return new CallRefusedException(ErrorCode.APP_DISABLED, message, null);
    }

    /** 404: there is no such app, or no such thing in it. */
    static CallRefusedException notFound(ErrorCode code, String message) {
        return new CallRefusedException(code, message, null);
    }

    /** 413: an event's data is too long. */
    static CallRefusedException tooLarge(String message) {
        return new CallRefusedException(ErrorCode.EVENT_TOO_LARGE, message, null);
    }

    /** 429: the app does this too often; {@code retryAfter} says when there is room again. */
    static CallRefusedException tooOften(String message, Duration retryAfter) {
        return new CallRefusedException(ErrorCode.QUOTA_EXCEEDED, message, retryAfter);
    }

    /** The same, said of one part of the request. */
    CallRefusedException within(String part) {
        return new CallRefusedException(code, part + ": " + getMessage(), retryAfter);
    }

    ErrorCode code() {
        return code;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
