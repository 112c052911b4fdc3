package dev.vask.apps;

/** The app database cannot be reached and the app is not cached. The outcome of a change is unknown. */
public final class AppsUnavailableException extends RuntimeException {

    public AppsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
