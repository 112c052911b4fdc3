package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds the settings of an app by its key. */
@FunctionalInterface
public interface AppLookup {

    /** The app, empty if it does not exist; fails if the settings cannot be loaded now. */
    Future<Optional<App>> find(String key);
}
