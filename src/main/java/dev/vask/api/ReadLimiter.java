package dev.vask.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vask.apps.App;
import dev.vask.live.TokenBucket;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Limits the reads of each app on this node, because reads are work of the live state that all apps share. */
@Singleton
final class ReadLimiter {

    private static final int APPS = 100_000;
    private static final Duration BUCKET_TTL =
            Duration.ofSeconds(2); // after this time a bucket is full, like a new one

    private final Meters meters;
    private final int perSecond;
    private final Cache<String, TokenBucket> buckets = Caffeine.newBuilder()
            .maximumSize(APPS)
            .expireAfterAccess(BUCKET_TTL)
            .executor(Runnable::run)
            .build();

    ReadLimiter(ReadsConfig config, Meters meters) {
        this.meters = meters;
        perSecond = config.readsPerSecond();
        if (perSecond < 1) {
            throw new ConfigurationException(
                    "Invalid value for vask.api.reads-per-second: must be at least 1, found %d.".formatted(perSecond));
        }
    }

    /** Counts a read request, and rejects it if the app is over the limit. */
    void admit(App app) {
        Duration wait = take(app);
        if (wait.isPositive()) {
            meters.rejected(Bound.READ_RATE);
            throw ApiException.tooManyReads(
                    "App %s is at its limit of %d reads per second on this node.".formatted(app.key(), perSecond),
                    wait);
        }
    }

    /**
     * Counts one more page of an accepted request. Returns the time to wait before reading it, zero if the app is within the limit.
     */
    Duration take(App app) {
        TokenBucket bucket = buckets.get(app.key(), key -> new TokenBucket(perSecond, System.nanoTime()));
        synchronized (bucket) {
            return bucket.take(1, perSecond, System.nanoTime());
        }
    }
}
