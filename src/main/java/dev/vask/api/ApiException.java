package dev.vask.api;

import dev.vask.apps.Quota;
import dev.vask.http.ApiErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A rejected request, with an error code and a message. */
final class ApiException extends RuntimeException {

    private final ApiErrorCode code;
    private final @Nullable Duration retryAfter;
    private final @Nullable Quota quota;

    private ApiException(ApiErrorCode code, String message, @Nullable Duration retryAfter) {
        this(code, message, retryAfter, null);
    }

    private ApiException(ApiErrorCode code, String message, @Nullable Duration retryAfter, @Nullable Quota quota) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.quota = quota;
    }

    /** 400: an invalid body or parameter. */
    static ApiException invalid(String message) {
        return new ApiException(ApiErrorCode.INVALID_REQUEST, message, null);
    }

    /** 400: a name that exceeds a quota of the app. */
    static ApiException invalidName(String message) {
        return new ApiException(ApiErrorCode.INVALID_NAME, message, null);
    }

    /** 403: the app is disabled. */
    static ApiException disabled(String message) {
        return new ApiException(ApiErrorCode.APP_DISABLED, message, null);
    }

    /** 404: no such app, channel or user. */
    static ApiException notFound(ApiErrorCode code, String message) {
        return new ApiException(code, message, null);
    }

    /** 413: an event's data is too long. */
    static ApiException tooLarge(String message) {
        return new ApiException(ApiErrorCode.EVENT_TOO_LARGE, message, null);
    }

    /** 429: the app is over a quota; {@code retryAfter} says when to retry. */
    static ApiException rateLimited(Quota quota, String message, Duration retryAfter) {
        return new ApiException(ApiErrorCode.QUOTA_EXCEEDED, message, retryAfter, quota);
    }

    /** 429: the app is over the limit of reads of this node; {@code retryAfter} says when to retry. */
    static ApiException tooManyReads(String message, Duration retryAfter) {
        return new ApiException(ApiErrorCode.TOO_MANY_READS, message, retryAfter);
    }

    /** Adds the quota that caused the rejection. */
    ApiException over(Quota which) {
        return new ApiException(code, String.valueOf(getMessage()), retryAfter, which);
    }

    /** Prefixes the message with the invalid part of the request. */
    ApiException within(String part) {
        return new ApiException(code, part + ": " + getMessage(), retryAfter, quota);
    }

    ApiErrorCode code() {
        return code;
    }

    /** The quota that caused the rejection, null if none did. */
    @Nullable
    Quota quota() {
        return quota;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
