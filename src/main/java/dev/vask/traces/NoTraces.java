package dev.vask.traces;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Traces#OFF}. */
final class NoTraces implements Traces {

    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public Trace request(String name, Function<String, @Nullable String> headers) {
        return Trace.NONE;
    }

    @Override
    public FanOutTrace fanOut(String context) {
        return FanOutTrace.NONE;
    }

    @Override
    public CompletionStage<@Nullable Void> flush() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> close() {
        return CompletableFuture.completedFuture(null);
    }
}
