package dev.vask.apps;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Finds apps for every connection and every HTTP request, usually from a cache. Never blocks. Fails with
 * {@link AppsUnavailableException} if the app cannot be determined now.
 */
public interface AppDirectory {

    /** The app with this key, empty if it does not exist. */
    CompletionStage<Optional<App>> find(String key);

    /** The app that a path of the HTTP API names, by its key or by its app id (2.2); empty if it does not exist. */
    CompletionStage<Optional<App>> findByPath(String keyOrAppId);
}
