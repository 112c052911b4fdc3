package dev.vask.live.redis;

import dev.vask.apps.Quota;
import dev.vask.live.Usage;
import dev.vask.live.redis.connection.Batches;
import dev.vask.live.redis.membership.Membership;
import dev.vask.live.redis.scripts.CountRejectionsScript;
import dev.vask.live.redis.scripts.WebhookEvents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts rejections because of quotas on this node, and adds them to Redis at most once for each app, quota and interval, however many
 * there are. Thread-safe.
 */
final class RejectionCounters {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final ConcurrentHashMap<Rejection, Long> unsent = new ConcurrentHashMap<>();
    private final Membership node;
    private final InstantSource clock;
    private final PeriodicFlush flush;

    private record Rejection(String app, Quota quota) {}

    RejectionCounters(Membership node, Vertx vertx, InstantSource clock) {
        this.node = node;
        this.clock = clock;
        flush = new PeriodicFlush(node, vertx, INTERVAL, () -> Batches.forEach(unsent.keySet(), this::send));
    }

    void start() {
        flush.start();
    }

    void add(String app, Quota quota) {
        add(new Rejection(app, quota), 1);
    }

    private void add(Rejection rejection, long times) {
        unsent.merge(rejection, times, Long::sum);
    }

    /** Adds all to Redis now; what fails is added later. */
    Future<Void> flush() {
        return flush.flush();
    }

    private Future<?> send(Rejection rejection) {
        Long times = unsent.remove(rejection);
        if (times == null) {
            return Future.succeededFuture();
        }
        YearMonth month = YearMonth.from(Usage.day(clock.instant()));
        return node.scripts()
                .call(
                        rejection.app(),
                        WebhookEvents.NOTHING,
                        new CountRejectionsScript(month, rejection.quota(), times))
                .onFailure(failure -> add(rejection, times))
                .otherwiseEmpty();
    }
}
