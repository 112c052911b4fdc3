package dev.vask.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the histories of channels and of idempotency keys. */
@ConfigMapping(prefix = "vask.history")
public interface HistoryConfig {

    /** Maximum size of all stored events of an app. */
    @WithDefault("33554432")
    long appBytes();

    /** Maximum number of channels of an app whose last event is known. */
    @WithDefault("10000")
    int channels();

    /** Maximum bytes that are replayed to a connection at once. */
    @WithDefault("524288")
    int replayBytes();

    /** Maximum number of idempotency keys of an app that are kept at the same time. */
    @WithDefault("100000")
    int idempotencyKeys();
}
