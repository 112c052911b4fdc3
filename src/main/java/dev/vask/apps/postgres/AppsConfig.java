package dev.vask.apps.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What an instance of a cluster remembers of the apps in its database. */
@ConfigMapping(prefix = "vask.apps")
public interface AppsConfig {

    /**
     * How many apps an instance knows without asking the database, and works for while that is away. More than are in use at
     * once, or each of them costs queries.
     */
    @WithDefault("10000")
    int cacheSize();
}
