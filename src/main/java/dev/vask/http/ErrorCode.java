package dev.vask.http;

import java.util.Locale;

/**
 * Why a request is not done, in a word that programs can rely on: a code keeps its name and its meaning.
 * {@code docs/errors.md} lists them for those who read them.
 */
public enum ErrorCode {
    /** HTTP itself is malformed. */
    MALFORMED_REQUEST(400),
    /** The body is no JSON object in UTF-8. */
    INVALID_JSON(400),
    /** A field of the body, or a parameter, is not what the protocol allows. */
    INVALID_REQUEST(400),
    /** The name of a channel, a user's id or a socket's id is none. */
    INVALID_NAME(400),
    /** Fields of an admin request are wrong; {@code fields} names them. */
    INVALID_FIELDS(400),
    /** The signature does not fit, is too old, or is missing (3.1). */
    INVALID_SIGNATURE(401),
    /** The admin API wants its token. */
    INVALID_TOKEN(401),
    /** The app is disabled. */
    APP_DISABLED(403),
    /** The path, or the method on it, leads nowhere (4.0.7). */
    NO_SUCH_ROUTE(404),
    /** Instances of another role serve this. */
    WRONG_ROLE(404),
    /** There is no app of that key. */
    NO_SUCH_APP(404),
    /** There can be no channel of that name (15.1). */
    NO_SUCH_CHANNEL(404),
    /** The app has no secret of that id. */
    NO_SUCH_SECRET(404),
    /** The app has no webhook. */
    NO_WEBHOOK(404),
    /** The app has no dead letter of that id. */
    NO_SUCH_DEAD_LETTER(404),
    /** The app has this secret already. */
    SECRET_EXISTS(409),
    /** The app has as many secrets as it may have. */
    TOO_MANY_SECRETS(409),
    /** The last secret that does not expire stays. */
    LAST_SECRET(409),
    /** The body is longer than any may be (4.0.11). */
    BODY_TOO_LARGE(413),
    /** The data of an event is longer than the app's quota. */
    EVENT_TOO_LARGE(413),
    /** The path is for WebSockets (1.8). */
    UPGRADE_REQUIRED(426),
    /** The app has used up a quota; {@code Retry-After} says when there is room again. */
    QUOTA_EXCEEDED(429),
    /** The app reads more than the server's settings allow; {@code Retry-After} says when there is room again. */
    TOO_MANY_READS(429),
    /** The address has sent too many wrong signatures or admin tokens; {@code Retry-After} says when others are looked at. */
    TOO_MANY_FAILURES(429),
    /** The head of the request is longer than {@code vask.http.max-head-bytes} (1.11). */
    HEAD_TOO_LARGE(431),
    /** The server failed unexpectedly. */
    INTERNAL_ERROR(500),
    /** Where apps or the live state are kept cannot be reached; worth another try. */
    UNAVAILABLE(503),
    /** The node has no room for the connection or the request now; {@code Retry-After} says when to try again. */
    OVER_CAPACITY(503);

    private final int status;
    private final String code = name().toLowerCase(Locale.ROOT);

    ErrorCode(int status) {
        this.status = status;
    }

    /** The status of an answer that bears it (4.0.1). */
    public int status() {
        return status;
    }

    /** Its name in answers. */
    public String code() {
        return code;
    }

    /** What stands for a status that Quarkus or Vert.x chose: the protocol knows fewer than HTTP does. */
    public static ErrorCode standingFor(int status) {
        return switch (status) {
            case 404, 405 -> NO_SUCH_ROUTE;
            case 413 -> BODY_TOO_LARGE;
            case 414, 431 -> HEAD_TOO_LARGE;
            default -> status >= 400 && status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR;
        };
    }
}
