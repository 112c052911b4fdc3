package dev.vask.protocol;

import org.jspecify.annotations.Nullable;

/** An HTTP request with a missing or invalid signature (3.1); the message says what is wrong and what is expected. */
public final class InvalidSignatureException extends RuntimeException {

    private final @Nullable String expected;

    public InvalidSignatureException(String message) {
        this(message, null);
    }

    /**
     * A wrong signature.
     *
     * @param expected the text that had to be signed, null if something else is wrong
     */
    public InvalidSignatureException(String message, @Nullable String expected) {
        super(message, null, false, false);
        this.expected = expected;
    }

    /** The text that had to be signed, null if something else is wrong. */
    public @Nullable String expected() {
        return expected;
    }
}
