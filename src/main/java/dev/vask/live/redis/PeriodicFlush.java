package dev.vask.live.redis;

import dev.vask.live.redis.membership.Membership;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/** Writes what this node has counted at an interval, while the node is ready. */
final class PeriodicFlush {

    private final Membership node;
    private final Vertx vertx;
    private final Duration interval;
    private final Supplier<Future<Void>> writer;

    PeriodicFlush(Membership node, Vertx vertx, Duration interval, Supplier<Future<Void>> writer) {
        this.node = node;
        this.vertx = vertx;
        this.interval = interval;
        this.writer = writer;
    }

    void start() {
        vertx.setPeriodic(interval.toMillis(), timer -> flush());
    }

    /** Writes now; does nothing if the node is not ready. */
    Future<Void> flush() {
        return node.isReady() ? writer.get() : Future.succeededFuture();
    }
}
