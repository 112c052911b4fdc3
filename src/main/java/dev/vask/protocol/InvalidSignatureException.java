package dev.vask.protocol;

/** An HTTP request with a missing or invalid signature (3.1); the message says what is wrong and what is expected. */
public final class InvalidSignatureException extends RuntimeException {

    public InvalidSignatureException(String message) {
        super(message, null, false, false);
    }
}
