package dev.vask.protocol;

/** Text that is not the JSON object it should be; the message says what it is instead. */
public final class InvalidJsonException extends RuntimeException {

    public InvalidJsonException(String message) {
        super(message, null, false, false);
    }
}
