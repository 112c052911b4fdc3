package dev.vask.protocol;

import org.jspecify.annotations.Nullable;

/** A client's command that is rejected with a {@code pusher:error} frame; the connection stays open (5.4.4). */
public final class CommandRejectedException extends RuntimeException {

    private final @Nullable ErrorCode code;

    /** A rejection without a code: {@code "code":null}. */
    public CommandRejectedException(String message) {
        this(null, message);
    }

    /**
     * A rejection.
     *
     * @param code    the code of the frame, null where the protocol has none
     * @param message what is wrong, then what to do, for developers
     */
    public CommandRejectedException(@Nullable ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The code of the frame, null where the protocol has none. */
    public @Nullable ErrorCode code() {
        return code;
    }

    public static CommandRejectedException unauthorized(String message) {
        return new CommandRejectedException(ErrorCode.UNAUTHORIZED, message);
    }

    /** The error frame. */
    public ServerMessage.Error toMessage() {
        return new ServerMessage.Error(code, String.valueOf(getMessage()));
    }
}
