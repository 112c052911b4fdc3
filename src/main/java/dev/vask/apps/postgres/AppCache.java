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
 * The apps that this node uses, by key, and the keys of app ids. Apps stay until there are too many, regardless of their age: changes
 * are received, and while Postgres is unreachable there is nothing newer. What is neither a key nor an app id is cached separately
 * and briefly, so that invalid keys evict no app.
 *
 * <p>A cached app id is valid as long as the cached app of its key has it, so it changes together with the app.
 */
final class AppCache {

    private final Cache<String, CacheEntry> apps;
    private final Cache<String, String> keysByAppId;
    private final Cache<String, Boolean> absent;
    private final InstantSource clock;

    /**
     * Creates an empty cache.
     *
     * @param size      maximum number of apps, of app ids, and of keys without an app
     * @param absentTtl how long a key without an app is cached
     */
    AppCache(int size, Duration absentTtl, InstantSource clock) {
        this.apps =
                Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
        this.keysByAppId =
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
        if (entry != null) {
            return live(entry);
        }
        return isAbsent(key) || byAppId(key) != null ? Optional.empty() : null;
    }

    /** The cached app of a key or an app id, empty if it is cached as neither; null if it is not cached. */
    @SuppressWarnings("NullableOptional") // not cached is not absent
    @Nullable
    Optional<App> findByPath(String keyOrAppId) {
        CacheEntry entry = apps.getIfPresent(keyOrAppId);
        if (entry == null) {
            entry = byAppId(keyOrAppId);
        }
        if (entry != null) {
            return live(entry);
        }
        return isAbsent(keyOrAppId) ? Optional.empty() : null;
    }

    private @Nullable CacheEntry byAppId(String appId) {
        String key = keysByAppId.getIfPresent(appId);
        CacheEntry entry = key == null ? null : apps.getIfPresent(key);
        return entry != null && appId.equals(entry.stored.appId()) ? entry : null;
    }

    private boolean isAbsent(String keyOrAppId) {
        return absent.getIfPresent(keyOrAppId) != null;
    }

    private Optional<App> live(CacheEntry entry) {
        if (entry.until.equals(Instant.MAX)) {
            return entry.app;
        }
        Instant now = clock.instant();
        if (now.isBefore(entry.until)) {
            return entry.app;
        }
        CacheEntry later = CacheEntry.at(now, entry.stored).loadedAt(entry.loaded);
        apps.asMap().replace(entry.stored.key(), entry, later);
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

    /** Caches an app as the database has it. Returns the app. */
    Optional<App> put(StoredApp stored) {
        CacheEntry entry = CacheEntry.at(clock.instant(), stored);
        apps.put(stored.key(), entry);
        absent.invalidate(stored.key());
        if (stored.appId() != null) {
            keysByAppId.put(stored.appId(), stored.key());
            absent.invalidate(stored.appId());
        }
        return entry.app;
    }

    /** Caches that no app has this key or app id. */
    void putAbsent(String keyOrAppId) {
        apps.invalidate(keyOrAppId);
        keysByAppId.invalidate(keyOrAppId);
        absent.put(keyOrAppId, true);
    }

    /** Clears what is cached as neither a key nor an app id. */
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
