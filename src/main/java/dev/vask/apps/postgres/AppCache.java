package dev.vask.apps.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vask.apps.App;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The apps that this node uses. Apps stay until there are too many, regardless of their age: changes are received, and while Postgres
 * is unreachable there is nothing newer. Keys without an app are cached separately and briefly, so that invalid keys evict no app.
 */
final class AppCache {

    private static final Duration ABSENCE = Duration.ofSeconds(10);

    private final Cache<String, Known> apps;
    private final Cache<String, Boolean> absent;
    private final InstantSource clock;

    /**
     * Creates an empty cache.
     *
     * @param size maximum number of apps, and of keys without an app
     */
    AppCache(int size, InstantSource clock) {
        this.apps =
                Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
        this.absent = Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(ABSENCE)
                .executor(Runnable::run)
                .build();
        this.clock = clock;
    }

    /** The cached app of a key, empty if the key is cached as one without an app; null if it is not cached. */
    @SuppressWarnings("NullableOptional") // not cached is not absent
    @Nullable
    Optional<App> find(String key) {
        Known known = apps.getIfPresent(key);
        if (known == null) {
            return absent.getIfPresent(key) == null ? null : Optional.empty();
        }
        return known.until.equals(Instant.MAX) ? known.app : live(key, known);
    }

    private Optional<App> live(String key, Known known) {
        Instant now = clock.instant();
        if (now.isBefore(known.until)) {
            return known.app;
        }
        Known later = Known.at(now, known.stored);
        apps.asMap().replace(key, known, later);
        return later.app;
    }

    /** Caches the app of a key as the database has it, null if it has none. Returns the app. */
    Optional<App> put(String key, @Nullable StoredApp stored) {
        if (stored == null) {
            apps.invalidate(key);
            absent.put(key, true);
            return Optional.empty();
        }
        Known known = Known.at(clock.instant(), stored);
        apps.put(key, known);
        absent.invalidate(key);
        return known.app;
    }

    /** Clears the keys without an app. */
    void clearAbsent() {
        absent.invalidateAll();
    }

    /** The keys of the cached apps. */
    Set<String> keys() {
        return Set.copyOf(apps.asMap().keySet());
    }

    /** A cached app, and the time until which it is valid: a secret may expire. */
    private record Known(Optional<App> app, Instant until, StoredApp stored) {

        static Known at(Instant now, StoredApp stored) {
            return new Known(stored.at(now), stored.nextExpiry(now), stored);
        }
    }
}
