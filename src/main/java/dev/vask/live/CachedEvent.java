package dev.vask.live;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The last event of a cache channel.
 *
 * @param name     the event name
 * @param data     the data, unchanged
 * @param timeLeft time until it expires, null if it never expires
 * @param id       its id, null if the app had no history
 */
public record CachedEvent(
        String name,
        String data,
        @Nullable Duration timeLeft,
        @Nullable String id) {}
