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
 * What this instance knows of apps. Apps stay until there are too many, however old: changes are heard of, and while Postgres is
 * away there is nothing newer. That a key has no app is remembered apart and briefly, so that strangers push no app out.
 */
final class AppCache {

    private static final Duration ABSENCE = Duration.ofSeconds(10);

    private final Cache<String, Known> apps;
    private final Cache<String, Boolean> absent;
    private final InstantSource clock;

    /**
     * Nothing is known yet.
     *
     * @param size how many apps it holds, and how many keys without one
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

    /** What is known of a key: its app, or empty if it has none; null if nothing is. */
    @SuppressWarnings("NullableOptional") // unknown is not absent
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
        Known later = Known.at(now, known.row);
        apps.asMap().replace(key, known, later);
        return later.app;
    }

    /** Remembers what the database says of a key; null if it has no such row. */
    Optional<App> remember(String key, @Nullable AppRow row) {
        if (row == null) {
            apps.invalidate(key);
            absent.put(key, true);
            return Optional.empty();
        }
        Known known = Known.at(clock.instant(), row);
        apps.put(key, known);
        absent.invalidate(key);
        return known.app;
    }

    /** Forgets which keys have no app. */
    void forgetAbsent() {
        absent.invalidateAll();
    }

    /** The keys of the apps that are known. */
    Set<String> keys() {
        return Set.copyOf(apps.asMap().keySet());
    }

    /** An app as its row says, and until when that is so: a secret may expire. */
    private record Known(Optional<App> app, Instant until, AppRow row) {

        static Known at(Instant now, AppRow row) {
            return new Known(row.at(now), row.sameUntil(now), row);
        }
    }
}
