package dev.vask.api;

import dev.vask.apps.Quota;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RejectedRequestException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A rejected request, with an error code and a message. */
final class ApiException extends RejectedRequestException {

    private final @Nullable Quota quota;

    private ApiException(ApiErrorCode code, String message, @Nullable Duration retryAfter) {
        this(code, message, retryAfter, null);
    }

    private ApiException(ApiErrorCode code, String message, @Nullable Duration retryAfter, @Nullable Quota quota) {
        super(new ErrorResponse(code, message, retryAfter));
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

    /** 401: the token for CloudEvents is missing or wrong. */
    static ApiException invalidToken(String message) {
        return new ApiException(ApiErrorCode.INVALID_TOKEN, message, null);
    }

    /** 403: the app is disabled. */
    static ApiException disabled(String message) {
        return new ApiException(ApiErrorCode.APP_DISABLED, message, null);
    }

    /** 404: no such app, channel or user. */
    static ApiException notFound(ApiErrorCode code, String message) {
        return new ApiException(code, message, null);
    }

    /** 409: a request with this idempotency key is in progress. */
    static ApiException keyInProgress() {
        return new ApiException(
                ApiErrorCode.IDEMPOTENCY_KEY_IN_PROGRESS,
                "A request with this idempotency key is in progress. Send it again later to get its result.",
                Duration.ofSeconds(1));
    }

    /** 410: events may be missing. */
    static ApiException historyGap(String message) {
        return new ApiException(ApiErrorCode.HISTORY_GAP, message, null);
    }

    /** 422: another request was sent with this idempotency key. */
    static ApiException keyReused() {
        return new ApiException(
                ApiErrorCode.IDEMPOTENCY_KEY_REUSED,
                "Another request was sent with this idempotency key. Use a new key for each request, and the same key only to repeat it unchanged.",
                null);
    }

    /** 429: the app has too many idempotency keys. */
    static ApiException tooManyKeys(int limit) {
        return new ApiException(
                ApiErrorCode.TOO_MANY_IDEMPOTENCY_KEYS,
                "The app has %d idempotency keys, which is the maximum. Send fewer requests with a key, or lower the quota idempotency_key_seconds."
                        .formatted(limit),
                Duration.ofSeconds(1));
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

    /** 429: the address sent too many wrong signatures; {@code retryAfter} says when to retry. */
    static ApiException tooManyFailures(Duration retryAfter) {
        return new ApiException(
                ApiErrorCode.TOO_MANY_FAILURES,
                "Too many wrong signatures from this address. Try again later.",
                retryAfter);
    }

    /** Adds the quota that caused the rejection. */
    ApiException over(Quota quota) {
        return new ApiException(answer().code(), answer().message(), answer().retryAfter(), quota);
    }

    /** Prefixes the message with the invalid part of the request. */
    ApiException within(String part) {
        return new ApiException(answer().code(), part + ": " + answer().message(), answer().retryAfter(), quota);
    }

    /** The quota that caused the rejection, null if none did. */
    @Nullable
    Quota quota() {
        return quota;
    }
}
