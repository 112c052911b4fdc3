package dev.vask.live.redis;

import dev.vask.live.LiveStateUnavailableException;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Converts the futures of the Redis client to the stages of the ports. */
final class Stages {

    private Stages() {}

    /** The same result; failures become {@link LiveStateUnavailableException}. */
    static <T> CompletionStage<T> of(Future<T> future) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        future.onComplete(stage::complete, failure -> stage.completeExceptionally(unavailable(failure)));
        return stage;
    }

    private static LiveStateUnavailableException unavailable(Throwable failure) {
        return failure instanceof LiveStateUnavailableException known
                ? known
                : new LiveStateUnavailableException(
                        "the live state cannot be reached: " + failure.getMessage(), failure);
    }
}
