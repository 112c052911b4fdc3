package dev.vask.edge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of one connection in order, from its upgrade to its end: each starts when the stage of the previous one is
 * complete, so a command runs only after the admission. At the end the running command completes, waiting commands are dropped, and
 * everything that the connection holds is released. Use it only on the event loop of the connection.
 */
final class CommandQueue {

    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Function<@Nullable Session, CompletionStage<@Nullable Void>> release;
    private CompletionStage<@Nullable Void> last = NOTHING;
    private @Nullable Session session;
    private boolean beginning;
    private boolean ended;

    /**
     * Creates the queue of a new connection.
     *
     * @param release releases all that the session holds, null if the connection was not admitted; its stage never fails
     */
    CommandQueue(Function<@Nullable Session, CompletionStage<@Nullable Void>> release) {
        this.release = release;
    }

    /** Runs a command whose stage never fails: immediately if none is running, after the running ones otherwise, never after the end. */
    void then(Supplier<CompletionStage<@Nullable Void>> command) {
        if (!last.toCompletableFuture().isDone()) {
            last = last.thenCompose(done -> ended ? NOTHING : command.get());
        } else if (!ended) {
            begin(command);
        }
    }

    private void begin(Supplier<CompletionStage<@Nullable Void>> command) {
        beginning = true;
        try {
            last = command.get();
        } finally {
            beginning = false;
            if (ended) {
                release();
            }
        }
    }

    /** Ends the queue. Does nothing if it has ended. */
    void end() {
        if (!ended) {
            ended = true;
            if (!beginning) {
                release();
            }
        }
    }

    private void release() {
        last = last.toCompletableFuture().isDone()
                ? release.apply(session)
                : last.thenCompose(done -> release.apply(session));
    }

    /** Runs an action when all running work is complete, including the release. */
    void whenDone(Runnable action) {
        last.whenComplete((done, failure) -> action.run());
    }

    /** Sets the session after the admission. */
    void admitted(Session as) {
        session = as;
    }

    /** The session, null before the admission or after a rejection. */
    @Nullable
    Session session() {
        return session;
    }
}
