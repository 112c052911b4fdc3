package dev.vask.live;

/** The live state cannot be reached. The outcome of the operation is unknown. */
public final class LiveStateUnavailableException extends RuntimeException {

    public LiveStateUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
