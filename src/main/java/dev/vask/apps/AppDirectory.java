package dev.vask.apps;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Which apps exist: asked at every connect and every HTTP request, so an answer is nearly always at hand. Never blocks. */
public interface AppDirectory {

    /**
     * The app with this key as it stands now, empty if there is none; {@link AppsUnavailableException} if nobody can know now.
     */
    CompletionStage<Optional<App>> find(String key);
}
