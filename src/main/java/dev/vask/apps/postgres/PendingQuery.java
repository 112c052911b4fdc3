package dev.vask.apps.postgres;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** A query that was sent to Postgres. */
final class RoundTrip {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private RoundTrip() {}

    /**
     * Waits for the result with a timeout, and maps failures for callers of {@code AppStore}.
     *
     * @param took receives the duration in nanoseconds
     */
    static <T> CompletionStage<T> of(CompletableFuture<T> answer, LongConsumer took) {
        long begun = System.nanoTime();
        answer.whenComplete((end, failure) -> took.accept(System.nanoTime() - begun));
        return answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(Failures.translate(failure)));
    }
}
