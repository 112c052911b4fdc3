package dev.vask.live;

import org.jspecify.annotations.Nullable;

/**
 * The state of a channel. Whether it is occupied and whether it has a cached event are independent (4.4.5).
 *
 * @param counts its subscriptions and members
 * @param cached the cached event, or null
 */
public record ChannelState(Counts counts, @Nullable CachedEvent cached) {}
