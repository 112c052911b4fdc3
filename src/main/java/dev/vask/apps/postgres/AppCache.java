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

    private final Cache<String, CacheEntry> apps;
    private final Cache<String, Boolean> absent;
    private final InstantSource clock;

    /**
     * Creates an empty cache.
     *
     * @param size      maximum number of apps, and of keys without an app
     * @param absentTtl how long a key without an app is cached
     */
    AppCache(int size, Duration absentTtl, InstantSource clock) {
        this.apps =
                Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
        this.absent = Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(absentTtl)
                .executor(Runnable::run)
                .build();
        this.clock = clock;
    }

    /** The cached app of a key, empty if the key is cached as one without an app; null if it is not cached. */
    @SuppressWarnings("NullableOptional") // not cached is not absent
    @Nullable
    Optional<App> find(String key) {
        CacheEntry entry = apps.getIfPresent(key);
        if (entry == null) {
            return absent.getIfPresent(key) == null ? null : Optional.empty();
        }
        return entry.until.equals(Instant.MAX) ? entry.app : live(key, entry);
    }

    private Optional<App> live(String key, CacheEntry entry) {
        Instant now = clock.instant();
        if (now.isBefore(entry.until)) {
            return entry.app;
        }
        CacheEntry later = CacheEntry.at(now, entry.stored).loadedAt(entry.loaded);
        apps.asMap().replace(key, entry, later);
        return later.app;
    }

    /** Whether the app of a key was loaded, or {@link #confirm confirmed}, longer ago than {@code age}. */
    boolean isOlderThan(String key, Duration age) {
        CacheEntry entry = apps.getIfPresent(key);
        return entry != null && !clock.instant().isBefore(entry.loaded.plus(age));
    }

    /** Takes the cached app of a key as if it were loaded now. */
    void confirm(String key) {
        apps.asMap().computeIfPresent(key, (same, entry) -> entry.loadedAt(clock.instant()));
    }

    /** Caches the app of a key as the database has it, null if it has none. Returns the app. */
    Optional<App> put(String key, @Nullable StoredApp stored) {
        if (stored == null) {
            apps.invalidate(key);
            absent.put(key, true);
            return Optional.empty();
        }
        CacheEntry entry = CacheEntry.at(clock.instant(), stored);
        apps.put(key, entry);
        absent.invalidate(key);
        return entry.app;
    }

    /** Clears the keys without an app. */
    void clearAbsent() {
        absent.invalidateAll();
    }

    /** The keys of the cached apps. */
    Set<String> keys() {
        return Set.copyOf(apps.asMap().keySet());
    }

    /** A cached app, the time until which it is valid, since a secret may expire, and when it was loaded. */
    private record CacheEntry(Optional<App> app, Instant until, StoredApp stored, Instant loaded) {

        static CacheEntry at(Instant now, StoredApp stored) {
            return new CacheEntry(stored.at(now), stored.nextExpiry(now), stored, now);
        }

        CacheEntry loadedAt(Instant time) {
            return new CacheEntry(app, until, stored, time);
        }
    }
}
