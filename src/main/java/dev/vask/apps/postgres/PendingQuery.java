package dev.vask.apps.postgres;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** A query that was sent to Postgres. */
final class PendingQuery {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private PendingQuery() {}

    /**
     * Waits for the result with a timeout, and maps failures for callers of {@code AppStore}.
     *
     * @param took receives the duration in nanoseconds
     */
    static <T> CompletionStage<T> of(CompletableFuture<T> answer, LongConsumer took) {
        long begun = System.nanoTime();
        answer.whenComplete((end, failure) -> took.accept(System.nanoTime() - begun));
        return answer.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(DatabaseErrors.translate(failure)));
    }
}
