package dev.vask.apps.postgres;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Something that Postgres was asked just now. */
final class RoundTrip {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private RoundTrip() {}

    /**
     * Waits for the answer no longer than is bearable, and fails as callers of {@code AppStore} know it.
     *
     * @param took hears how many nanoseconds that was
     */
    static <T> CompletionStage<T> of(CompletableFuture<T> answer, LongConsumer took) {
        long begun = System.nanoTime();
        answer.whenComplete((end, failure) -> took.accept(System.nanoTime() - begun));
        return answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(Failures.translate(failure)));
    }
}
