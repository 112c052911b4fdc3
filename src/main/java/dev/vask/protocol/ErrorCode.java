package dev.vask.protocol;

/** The codes of {@code pusher:error} frames and of closes (5.5). The hundreds determine what a client does next. */
public enum ErrorCode {
    /** Close: no app has this key. */
    APP_NOT_FOUND(4001),
    /** Close: the app is disabled. */
    APP_DISABLED(4003),
    /** Close: the app is at its limit of connections. */
    OVER_CONNECTION_QUOTA(4004),
    /** Close: a WebSocket path other than {@code /app/{app_key}}. */
    PATH_NOT_FOUND(4005),
    /** Close: a protocol version other than 5, 6, 7 or 8. */
    UNSUPPORTED_PROTOCOL(4007),
    /**
     * Frame: the command is not authorized. Close: the app does not allow the origin, the connection was not authorized in time, or the
     * connections of its user were terminated and must not reconnect.
     */
    UNAUTHORIZED(4009),
    /**
     * Frame: a presence channel is full, or the service is unavailable. Close: the client reads too slowly, or a limit is reached.
     */
    OVER_CAPACITY(4100),
    /** Close: reconnect immediately, to this node or another. */
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

    /**
     * The code with this number.
     *
     * @throws IllegalArgumentException if there is no such code
     */
    public static ErrorCode of(int code) {
        for (ErrorCode each : values()) {
            if (each.code == code) {
                return each;
            }
        }
        throw new IllegalArgumentException("Unknown code: " + code);
    }

    /** The numeric code. */
    public int code() {
        return code;
    }
}
