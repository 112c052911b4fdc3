package dev.vask.live;

import org.jspecify.annotations.Nullable;

/**
 * A channel at a moment. Being occupied and having something cached are independent of each other (4.4.5).
 *
 * @param counts how many listen
 * @param cached the cached event, null if there is none
 */
public record ChannelState(Counts counts, @Nullable CachedEvent cached) {}
