package dev.vask.protocol;

/** Text that is not a valid JSON object; the message says why, as a phrase. */
public final class InvalidJsonException extends RuntimeException {

    public InvalidJsonException(String message) {
        super(message, null, false, false);
    }
}
