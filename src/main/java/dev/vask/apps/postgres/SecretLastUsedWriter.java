package dev.vask.apps.postgres;

import dev.vask.apps.App;
import dev.vask.apps.SecretLastUsedDays;
import dev.vask.apps.SecretLastUsedDays.UsedSecret;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores on which days secrets are used: each secret once a day, in batches, in the background. Failed writes are retried. After a
 * crash the next use is written.
 */
final class SecretLastUsedWriter {

    private static final Logger LOG = Logger.getLogger(SecretLastUsedWriter.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int USES_PER_BATCH = 500;

    private final AppRepository repository;
    private final SecretLastUsedDays seen = new SecretLastUsedDays();
    private final Map<UsedSecret, LocalDate> unwritten = new ConcurrentHashMap<>();
    private boolean isWriting;

    SecretLastUsedWriter(AppRepository repository) {
        this.repository = repository;
    }

    /** Starts to write; ends with {@code vertx}. */
    void start(Vertx vertx, Context loop) {
        loop.runOnContext(start -> vertx.setPeriodic(PAUSE.toMillis(), timer -> write(loop)));
    }

    /** Records a use. Thread-safe. */
    void recordUse(UsedSecret use, Instant now) {
        if (seen.recordUse(use, now)) {
            unwritten.put(use, LocalDate.ofInstant(now, ZoneOffset.UTC));
        }
    }

    /** The days that are not stored yet, and possibly some that are. */
    Map<String, LocalDate> of(App app) {
        return seen.of(app);
    }

    /** Writes now what is not written yet, for a process without {@link #start}. Never fails. */
    CompletionStage<Void> flush() {
        Map<UsedSecret, LocalDate> batch = batch();
        return batch.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : repository.storeLastUses(batch).handle((written, failure) -> {
                    settle(batch, failure);
                    return null;
                });
    }

    private void write(Context loop) {
        if (isWriting || unwritten.isEmpty()) {
            return;
        }
        isWriting = true;
        Map<UsedSecret, LocalDate> batch = batch();
        repository
                .storeLastUses(batch)
                .whenComplete((written, failure) -> loop.runOnContext(end -> {
                    isWriting = false;
                    settle(batch, failure);
                }));
    }

    private Map<UsedSecret, LocalDate> batch() {
        return unwritten.entrySet().stream()
                .limit(USES_PER_BATCH)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void settle(Map<UsedSecret, LocalDate> batch, @Nullable Throwable failure) {
        if (failure == null) {
            batch.forEach(unwritten::remove);
            seen.removeBefore(LocalDate.now(ZoneOffset.UTC).minusDays(1));
        } else {
            LOG.debugf(failure, "Cannot store when %d secrets were last used", batch.size());
        }
    }
}
