package dev.vask.edge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the admission and then the commands of one connection in order: each starts when the stage of the previous one is complete. At
 * the end the running command completes, waiting commands are dropped, and the release runs last. Use it only on the event loop of
 * the connection.
 */
final class CommandQueue {

    private CompletionStage<@Nullable Void> last = CompletableFuture.completedFuture(null);
    private @Nullable Supplier<CompletionStage<@Nullable Void>> release;
    private boolean beginning;

    /** Runs a command whose stage never fails: immediately if none is running, after the running ones otherwise, never after the end. */
    void then(Supplier<CompletionStage<@Nullable Void>> command) {
        if (!isIdle()) {
            last = last.thenCompose(done -> release == null ? command.get() : CompletableFuture.completedFuture(null));
        } else if (release == null) {
            begin(command);
        }
    }

    private boolean isIdle() {
        return last.toCompletableFuture().isDone();
    }

    private void begin(Supplier<CompletionStage<@Nullable Void>> command) {
        beginning = true;
        try {
            last = command.get();
        } finally {
            beginning = false;
            if (release != null) {
                append(release);
            }
        }
    }

    /**
     * Ends the queue. Does nothing if it has ended.
     *
     * @param release releases all that the connection holds; its stage never fails
     */
    void end(Supplier<CompletionStage<@Nullable Void>> release) {
        if (this.release == null) {
            this.release = release;
            if (!beginning) {
                append(release);
            }
        }
    }

    private void append(Supplier<CompletionStage<@Nullable Void>> release) {
        last = isIdle() ? release.get() : last.thenCompose(done -> release.get());
    }

    /** Runs an action when all running work is complete, including the release. */
    void whenDone(Runnable action) {
        last.whenComplete((done, failure) -> action.run());
    }
}
