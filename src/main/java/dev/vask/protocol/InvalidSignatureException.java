package dev.vask.protocol;

/** An HTTP request that does not prove who sent it (3.1); the message says what is wrong and what would be right. */
public final class InvalidSignatureException extends RuntimeException {

    public InvalidSignatureException(String message) {
        super(message, null, false, false);
    }
}
