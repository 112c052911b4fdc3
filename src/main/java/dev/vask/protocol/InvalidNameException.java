package dev.vask.protocol;

/** A channel name, user id, socket id or event name that the protocol does not allow; the message says what is wrong. */
public final class InvalidNameException extends RuntimeException {

    public InvalidNameException(String message) {
        super(message, null, false, false);
    }
}
