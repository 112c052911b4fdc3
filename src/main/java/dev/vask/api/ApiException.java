package dev.vask.api;

import dev.vask.apps.Quota;
import dev.vask.http.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A rejected request, with an error code and a message. */
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

    /** 400: an invalid body or parameter. */
    static CallRefusedException invalid(String message) {
        return new CallRefusedException(ErrorCode.INVALID_REQUEST, message, null);
    }

    /** 400: a name that exceeds a quota of the app. */
    static CallRefusedException invalidName(String message) {
        return new CallRefusedException(ErrorCode.INVALID_NAME, message, null);
    }

    /** 403: the app is disabled. */
    static CallRefusedException disabled(String message) {
        return new CallRefusedException(ErrorCode.APP_DISABLED, message, null);
    }

    /** 404: no such app, channel or user. */
    static CallRefusedException notFound(ErrorCode code, String message) {
        return new CallRefusedException(code, message, null);
    }

    /** 413: an event's data is too long. */
    static CallRefusedException tooLarge(String message) {
        return new CallRefusedException(ErrorCode.EVENT_TOO_LARGE, message, null);
    }

    /** 429: the app is over a quota; {@code retryAfter} says when to retry. */
    static CallRefusedException tooOften(Quota quota, String message, Duration retryAfter) {
        return new CallRefusedException(ErrorCode.QUOTA_EXCEEDED, message, retryAfter, quota);
    }

    /** 429: the app is over the limit of reads of this node; {@code retryAfter} says when to retry. */
    static CallRefusedException tooManyReads(String message, Duration retryAfter) {
        return new CallRefusedException(ErrorCode.TOO_MANY_READS, message, retryAfter);
    }

    /** Adds the quota that caused the rejection. */
    CallRefusedException over(Quota which) {
        return new CallRefusedException(code, String.valueOf(getMessage()), retryAfter, which);
    }

    /** Prefixes the message with the invalid part of the request. */
    CallRefusedException within(String part) {
        return new CallRefusedException(code, part + ": " + getMessage(), retryAfter, quota);
    }

    ErrorCode code() {
        return code;
    }

    /** The quota that caused the rejection, null if none did. */
    @Nullable Quota quota() {
        return quota;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
