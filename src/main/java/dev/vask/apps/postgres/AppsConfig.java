package dev.vask.apps.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings for the app cache of a cluster node. */
@ConfigMapping(prefix = "vask.apps")
public interface AppsConfig {

    /**
     * Number of apps that a node caches. Cached apps keep working while the database is unreachable. Set it above the number of apps
     * in use, because each uncached app costs queries.
     */
    @WithDefault("10000")
    int cacheSize();
}
