package dev.vask.apps.postgres;

import dev.vask.apps.AppsUnavailableException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Runs work in sessions of Hibernate Reactive, each on a Vert.x context of its own. Can be called from any thread. Work fails with
 * {@link AppsUnavailableException} if Postgres cannot be reached.
 */
final class Sessions {

    private static final int MAX_RETRIES = 20;

    private final Mutiny.SessionFactory factory;
    private final Context loop;
    private final QueryTimer timer;

    /**
     * Creates the sessions of a node, on one event loop.
     *
     * @param timer measures and limits the time of each query and each transaction
     */
    Sessions(Mutiny.SessionFactory factory, Vertx vertx, QueryTimer timer) {
        this.factory = factory;
        this.loop = ((VertxInternal) vertx).createEventLoopContext();
        this.timer = timer;
    }

    /** The event loop on which all sessions run. */
    Context loop() {
        return loop;
    }

    /** Runs queries without a transaction. */
    <T> CompletionStage<T> query(Function<Mutiny.Session, Uni<T>> queries) {
        return run(Uni.createFrom().deferred(() -> factory.withSession(queries)));
    }

    /** Runs a transaction, and repeats it if it collides with one of another node, such as one that inserts the same row. */
    <T> CompletionStage<T> transaction(Function<Mutiny.Session, Uni<T>> statements) {
        return run(Uni.createFrom()
                .deferred(() -> factory.withTransaction(statements))
                .onFailure(DatabaseErrors::isCollision)
                .retry()
                .atMost(MAX_RETRIES));
    }

    /** After a timeout the work continues, because only its own thread may close its session. */
    private <T> CompletionStage<T> run(Uni<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        CompletionStage<T> response = timer.of(done);
        Context own = VertxContext.createNewDuplicatedContext(loop);
        VertxContextSafetyToggle.setContextSafe(own, true);
        own.runOnContext(start -> work.subscribe().with(done::complete, done::completeExceptionally));
        return response;
    }
}
