package dev.vask.http;

import java.util.Locale;

/**
 * Machine-readable error codes of the HTTP API and the admin API. A code keeps its name and its meaning. {@code docs/errors.md}
 * lists them.
 */
public enum ApiErrorCode {
    /** The HTTP request is malformed. */
    MALFORMED_REQUEST(400),
    /** The body is not a JSON object in UTF-8. */
    INVALID_JSON(400),
    /** A field of the body or a parameter is invalid. */
    INVALID_REQUEST(400),
    /** A channel name, a user id or a socket id is invalid. */
    INVALID_NAME(400),
    /** Fields of a request to the admin API are invalid; {@code fields} lists them. */
    INVALID_FIELDS(400),
    /** The signature is missing, wrong or too old (3.1). */
    INVALID_SIGNATURE(401),
    /** The admin token, the token of ticks, or the token for CloudEvents is missing or wrong. */
    INVALID_TOKEN(401),
    /** The app is disabled. */
    APP_DISABLED(403),
    /** The path does not exist or does not support the method (4.0.7). */
    NO_SUCH_ROUTE(404),
    /** The node does not serve this path in its role. */
    WRONG_ROLE(404),
    /** No app has this key. */
    NO_SUCH_APP(404),
    /** No channel can have this name (15.1). */
    NO_SUCH_CHANNEL(404),
    /** The app has no secret with this id. */
    NO_SUCH_SECRET(404),
    /** The app has no webhook. */
    NO_WEBHOOK(404),
    /** The app has no dead letter with this id. */
    NO_SUCH_DEAD_LETTER(404),
    /** The app has no open connection with this socket id. */
    NO_SUCH_CONNECTION(404),
    /** The app has no history. */
    HISTORY_OFF(404),
    /** A request with this idempotency key is in progress; {@code Retry-After} says when to retry. */
    IDEMPOTENCY_KEY_IN_PROGRESS(409),
    /** The key or the app id of the app is already that of another app (2.2). */
    APP_ID_TAKEN(409),
    /** {@code vask.apps.file} is read-only, or has an error that must be corrected first. Nothing was changed. */
    APPS_NOT_WRITABLE(409),
    /** The app already has this secret. */
    SECRET_EXISTS(409),
    /** The app has the maximum number of secrets. */
    TOO_MANY_SECRETS(409),
    /** The app would be left without a secret that does not expire. */
    LAST_SECRET(409),
    /** The event after which events are to be read is unknown, or later events were removed. */
    HISTORY_GAP(410),
    /** The body is too long (4.0.11). */
    BODY_TOO_LARGE(413),
    /** The data of an event exceeds the app's quota. */
    EVENT_TOO_LARGE(413),
    /** Another request was sent with this idempotency key. */
    IDEMPOTENCY_KEY_REUSED(422),
    /** The path accepts only WebSocket connections (1.8). */
    UPGRADE_REQUIRED(426),
    /** The app is over a quota; {@code Retry-After} says when to retry. */
    QUOTA_EXCEEDED(429),
    /** The app is over the limit of reads; {@code Retry-After} says when to retry. */
    TOO_MANY_READS(429),
    /** The app has the maximum number of idempotency keys; {@code Retry-After} says when to retry. */
    TOO_MANY_IDEMPOTENCY_KEYS(429),
    /** The app has the maximum number of viewers of its live feed. */
    TOO_MANY_VIEWERS(429),
    /** The address sent too many wrong signatures or admin tokens; {@code Retry-After} says when to retry. */
    TOO_MANY_FAILURES(429),
    /** The head of the request exceeds {@code vask.http.max-head-bytes} (1.11). */
    HEAD_TOO_LARGE(431),
    /** The server failed unexpectedly. */
    INTERNAL_ERROR(500),
    /** Redis or Postgres cannot be reached; the request can be retried. */
    UNAVAILABLE(503),
    /** The node has no capacity for the connection or the request; {@code Retry-After} says when to retry. */
    OVER_CAPACITY(503);

    private final int status;
    private final String code = name().toLowerCase(Locale.ROOT);

    ApiErrorCode(int status) {
        this.status = status;
    }

    /** The HTTP status of the response (4.0.1). */
    public int status() {
        return status;
    }

    /** The code in responses. */
    public String code() {
        return code;
    }

    /** The code for a status that Quarkus or Vert.x chose; the protocol has fewer statuses than HTTP. */
    public static ApiErrorCode ofStatus(int status) {
        return switch (status) {
            case 404, 405 -> NO_SUCH_ROUTE;
            case 413 -> BODY_TOO_LARGE;
            case 414, 431 -> HEAD_TOO_LARGE;
            default -> status >= 400 && status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR;
        };
    }
}
