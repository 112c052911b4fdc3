package dev.vask.apps.postgres;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Measures and limits the time of queries and transactions. */
final class QueryTimer {

    private final LongConsumer took;
    private final Duration timeout;

    /**
     * Creates a timer.
     *
     * @param took    receives the duration of each query in nanoseconds
     * @param timeout after which a query has failed for its caller
     */
    QueryTimer(LongConsumer took, Duration timeout) {
        this.took = took;
        this.timeout = timeout;
    }

    /** Waits for a result with the timeout, and maps failures for callers of {@code AppStore}. */
    <T> CompletionStage<T> of(CompletableFuture<T> response) {
        long begun = System.nanoTime();
        response.whenComplete((end, failure) -> took.accept(System.nanoTime() - begun));
        return response.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(DatabaseErrors.translate(failure)));
    }
}
