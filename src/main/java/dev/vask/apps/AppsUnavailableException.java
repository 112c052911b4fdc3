package dev.vask.apps;

/**
 * What keeps the apps cannot be reached now, and what was asked for is not known here; a change had no effect that its caller may
 * rely on.
 */
public final class AppsUnavailableException extends RuntimeException {

    public AppsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
