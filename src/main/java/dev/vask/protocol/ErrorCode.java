package dev.vask.protocol;

/** The codes of {@code pusher:error} frames and of closes (5.5). The hundred says what a client does next. */
public enum ErrorCode {
    /** Close: no app has this key. */
    APP_NOT_FOUND(4001),
    /** Close: the app is disabled. */
    APP_DISABLED(4003),
    /** Close: the app has as many connections as its quota allows. */
    OVER_CONNECTION_QUOTA(4004),
    /** Close: a WebSocket path other than {@code /app/{app_key}}. */
    PATH_NOT_FOUND(4005),
    /** Close: a protocol version other than 5, 6 or 7. */
    UNSUPPORTED_PROTOCOL(4007),
    /** Frame: the command is not authorized. Close: the app does not allow the origin. */
    UNAUTHORIZED(4009),
    /** Frame: a presence channel is full, or the service cannot serve now. Close: the reader does not keep up. */
    OVER_CAPACITY(4100),
    /** Close: come back at once, to this node or another. */
    RECONNECT(4200),
    /** Close: the client did not answer a ping. */
    PONG_TIMEOUT(4201),
    /** Frame: too many client events in a second. */
    CLIENT_EVENT_RATE(4301),
    /** Frame: the watchlist was cut to its limit. */
    WATCHLIST_TOO_LONG(4302);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }
}
