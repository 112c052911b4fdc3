package dev.vask.apps;

/** The key or the app id of an app is already the key or the app id of another app (2.2). The message is for operators. */
public final class AppIdTakenException extends RuntimeException {

    /** Creates the exception for a key or an app id, and the key of the app to which it belongs. */
    public AppIdTakenException(String keyOrAppId, String owner) {
        super(
                "'%s' is already the key or the app_id of app '%s'. Choose another one.".formatted(keyOrAppId, owner),
                null,
                false,
                false);
    }
}
