package dev.vask.live.memory;

import dev.vask.live.CachedEvent;
import dev.vask.live.Event;
import dev.vask.protocol.ChannelName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last events of an app's cache channels, occupied or not (section 8). */
final class EventCache {

    private static final long NEVER = Long.MAX_VALUE;

    private final Map<ChannelName, Entry> entries = new HashMap<>();
    private final InstantSource clock;

    EventCache(InstantSource clock) {
        this.clock = clock;
    }

    void put(ChannelName channel, Event event, @Nullable String id, @Nullable Integer ttlSeconds) {
        long expiresAt = ttlSeconds == null
                ? NEVER
                : clock.millis() + Duration.ofSeconds(ttlSeconds).toMillis();
        entries.put(channel, new Entry(event.name(), event.data(), id, expiresAt));
    }

    @Nullable
    CachedEvent get(ChannelName channel) {
        Entry entry = channel.type().isCache() ? entries.get(channel) : null;
        long now = clock.millis();
        if (entry == null || entry.expiresAt <= now) {
            return null;
        }
        return new CachedEvent(
                entry.name,
                entry.data,
                entry.expiresAt == NEVER ? null : Duration.ofMillis(entry.expiresAt - now),
                entry.id);
    }

    void dropExpired() {
        long now = clock.millis();
        entries.values().removeIf(entry -> entry.expiresAt <= now);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void clear() {
        entries.clear();
    }

    private record Entry(String name, String data, @Nullable String id, long expiresAt) {}
}
