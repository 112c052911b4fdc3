package dev.vask.edge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its upgrade to its end. What it asks for is carried out one after the other, each when the stage of the last
 * is done: so a command finds the connection admitted. Its end lets the command under way finish, none that waits, and then
 * releases what the connection holds. To be used on its event loop only.
 */
final class Visit {

    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Function<@Nullable Session, CompletionStage<@Nullable Void>> release;
    private CompletionStage<@Nullable Void> last = NOTHING;
    private @Nullable Session session;
    private boolean beginning;
    private boolean ended;

    /**
     * A connection that holds nothing yet.
     *
     * @param release gives up all that the session holds, null if the connection was not admitted; its stage never fails
     */
    Visit(Function<@Nullable Session, CompletionStage<@Nullable Void>> release) {
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

    /** Ends it. Does nothing if it has ended. */
    void end() {
        if (!ended) {
            ended = true;
            if (!beginning) {
                release();
            }
        }
    }

    private void release() {
        last = last.toCompletableFuture().isDone() ? release.apply(session) : last.thenCompose(done -> release.apply(session));
    }

    /** Runs an action when all that was begun is done, the release included. */
    void whenDone(Runnable action) {
        last.whenComplete((done, failure) -> action.run());
    }

    /** The connection was admitted. */
    void admitted(Session as) {
        session = as;
    }

    /** The session, null before it is admitted, or if it was refused. */
    @Nullable Session session() {
        return session;
    }
}
