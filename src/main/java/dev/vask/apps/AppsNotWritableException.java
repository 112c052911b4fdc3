package dev.vask.apps;

/** Apps cannot be changed, because the place where they are stored is read-only or has an error. The message is for operators. */
public final class AppsNotWritableException extends RuntimeException {

    public AppsNotWritableException(String message) {
        super(message, null, false, false);
    }
}
