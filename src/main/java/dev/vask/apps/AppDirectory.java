package dev.vask.apps;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds apps by key, for every connection and every HTTP request, usually from a cache. Never blocks. */
public interface AppDirectory {

    /**
     * The app with this key, empty if it does not exist. Fails with {@link AppsUnavailableException} if this cannot be determined
     * now.
     */
    CompletionStage<Optional<App>> find(String key);
}
