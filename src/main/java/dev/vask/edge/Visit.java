package dev.vask.edge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its upgrade to its end. What it asks for is carried out one after the other, each when the stage of the last
 * is done: so a command finds the connection admitted, and its end finds no command under way. To be used on its event loop only.
 */
final class Visit {

    private CompletionStage<@Nullable Void> last = CompletableFuture.completedFuture(null);
    private @Nullable Session session;

    /** Carries out a deed whose stage never fails: at once if nothing is under way. */
    void then(Supplier<CompletionStage<@Nullable Void>> deed) {
        last = last.toCompletableFuture().isDone() ? deed.get() : last.thenCompose(done -> deed.get());
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
