package dev.vask.live.redis.membership;

import dev.vask.live.redis.scripts.UnrestoredNodesScript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;

/** Waits after a restart of Redis until nodes have restored their entries, so that they receive what is published next. */
final class RestorationWait {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(25);

    private final Lease lease;
    private final Vertx vertx;

    RestorationWait(Lease lease, Vertx vertx) {
        this.lease = lease;
        this.vertx = vertx;
    }

    /**
     * Waits for nodes, for a limited time.
     *
     * @return the nodes that the caller has stopped waiting for, which they learn when they restore their entries
     */
    Future<UnrestoredNodesScript.Result> await(Set<String> nodes) {
        return await(nodes, System.nanoTime() + TIMEOUT.toNanos());
    }

    private Future<UnrestoredNodesScript.Result> await(Set<String> nodes, long deadline) {
        boolean skip = System.nanoTime() > deadline;
        return lease.unrestored(nodes, skip)
                .compose(unrestored -> unrestored.nodes().isEmpty() || skip
                        ? Future.succeededFuture(unrestored)
                        : pause().compose(ok -> await(unrestored.nodes(), deadline)));
    }

    /** Waits until the next check. */
    Future<Void> pause() {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(CHECK_INTERVAL.toMillis(), timer -> over.complete());
        return over.future();
    }
}
