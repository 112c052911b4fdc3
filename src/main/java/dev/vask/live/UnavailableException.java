package dev.vask.live;

/** What keeps the live state cannot be reached now; the operation had no effect that its caller may rely on. */
public final class UnavailableException extends RuntimeException {

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
