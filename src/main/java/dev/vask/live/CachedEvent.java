package dev.vask.live;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The last event of a cache channel.
 *
 * @param name     the event's name
 * @param data     its data, untouched
 * @param timeLeft time until it expires, null if it never expires
 */
public record CachedEvent(String name, String data, @Nullable Duration timeLeft) {}
