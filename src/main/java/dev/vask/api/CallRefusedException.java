package dev.vask.api;

import dev.vask.apps.Quota;
import dev.vask.http.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that is declined: the code says why, the message what is wrong and what would be right. */
final class CallRefusedException extends RuntimeException {

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;
    private final @Nullable Quota quota;

    private CallRefusedException(ErrorCode code, String message, @Nullable Duration retryAfter) {
        this(code, message, retryAfter, null);
    }

    private CallRefusedException(ErrorCode code, String message, @Nullable Duration retryAfter, @Nullable Quota quota) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.quota = quota;
    }

    /** 400: a body, parameter or name that the protocol does not allow. */
    static CallRefusedException invalid(String message) {
        return new CallRefusedException(ErrorCode.INVALID_REQUEST, message, null);
    }

    /** 400: a name that the app's quota does not allow. */
    static CallRefusedException invalidName(String message) {
        return new CallRefusedException(ErrorCode.INVALID_NAME, message, null);
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
    static CallRefusedException tooOften(Quota quota, String message, Duration retryAfter) {
        return new CallRefusedException(ErrorCode.QUOTA_EXCEEDED, message, retryAfter, quota);
    }

    /** 429: the app reads more than this node allows; {@code retryAfter} says when there is room again. */
    static CallRefusedException tooManyReads(String message, Duration retryAfter) {
        return new CallRefusedException(ErrorCode.TOO_MANY_READS, message, retryAfter);
    }

    /** The same, because of one of the app's quotas. */
    CallRefusedException over(Quota which) {
        return new CallRefusedException(code, String.valueOf(getMessage()), retryAfter, which);
    }

    /** The same, said of one part of the request. */
    CallRefusedException within(String part) {
        return new CallRefusedException(code, part + ": " + getMessage(), retryAfter, quota);
    }

    ErrorCode code() {
        return code;
    }

    /** The quota that the app ran into, null if it was none. */
    @Nullable Quota quota() {
        return quota;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
