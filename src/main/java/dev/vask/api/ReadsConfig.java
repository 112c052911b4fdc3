package dev.vask.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits for reads of the HTTP API. */
@ConfigMapping(prefix = "vask.api")
public interface ReadsConfig {

    /**
     * {@code GET} requests per second of one app on one node, at least 1; bursts may have the same size. A list of channels counts once
     * for each 500 channels. Above it, requests are rejected with 429 and {@code Retry-After}.
     */
    @WithDefault("200")
    int readsPerSecond();
}
