package dev.vask.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/** Tasks that run repeatedly in the background of a test until they are closed. */
public final class BackgroundTasks implements AutoCloseable {

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<CompletableFuture<Void>> tasks = new ArrayList<>();

    /** Runs a task repeatedly with 0, 1, 2 and so on, in a thread of its own, until it fails or is closed. */
    public BackgroundTasks repeat(IntConsumer task) {
        tasks.add(CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; !stopped.get(); i++) {
                        task.accept(i);
                    }
                },
                Thread::startVirtualThread));
        return this;
    }

    /** Stops all tasks and waits for their last runs. Fails if one of them has failed. */
    @Override
    public void close() {
        stopped.set(true);
        CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new))
                .orTimeout(2 * Http.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
