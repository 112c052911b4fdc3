package dev.vask.live.memory;

import dev.vask.live.IdempotencyKey;
import dev.vask.live.PublishResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The keys of an app's publishes, and their results. Not thread-safe. */
final class IdempotencyKeys {

    private final SequencedMap<String, Used> keys = new LinkedHashMap<>();
    private final InstantSource clock;
    private final int limit;

    private record Used(String digest, PublishResult.Accepted result, long expiresAt) {}

    IdempotencyKeys(int limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** The result of a publish that is not to be carried out, null if it is. */
    @Nullable
    PublishResult known(IdempotencyKey key) {
        dropExpired();
        Used used = keys.get(key.value());
        if (used == null || used.expiresAt <= clock.millis()) {
            return keys.size() < limit ? null : new PublishResult.TooManyKeys(limit);
        }
        return used.digest.equals(key.digest())
                ? new PublishResult.Accepted(used.result.counts(), used.result.ids(), true)
                : new PublishResult.KeyReused();
    }

    void add(IdempotencyKey key, PublishResult.Accepted result, Duration ttl) {
        keys.remove(key.value());
        keys.put(key.value(), new Used(key.digest(), result, clock.millis() + ttl.toMillis()));
    }

    /** Removes the oldest keys that have expired. */
    void dropExpired() {
        long now = clock.millis();
        while (!keys.isEmpty() && keys.firstEntry().getValue().expiresAt <= now) {
            keys.pollFirstEntry();
        }
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    void clear() {
        keys.clear();
    }
}
