package dev.vask.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much backends may read. */
@ConfigMapping(prefix = "vask.api")
public interface ReadsConfig {

    /**
     * How many {@code GET} requests of one app an instance answers per second, at least 1; as many at once after a rest. A list of
     * channels counts once for each 500 of them. Over it: 429 with {@code Retry-After}.
     */
    @WithDefault("200")
    int readsPerSecond();
}
