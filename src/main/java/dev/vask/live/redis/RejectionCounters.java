package dev.vask.live.redis;

import dev.vask.apps.Quota;
import dev.vask.live.Usage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often apps ran into their quotas on this node, told to Redis a little later and all at once: however much is refused, Redis
 * is not told of it more often than once for each app, quota and interval. Safe for use by several threads.
 */
final class RejectionCounters {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final ConcurrentHashMap<Refusal, Long> untold = new ConcurrentHashMap<>();
    private final LocalNode node;
    private final Vertx vertx;
    private final InstantSource clock;

    private record Refusal(String app, Quota quota) {}

    RejectionCounters(LocalNode node, Vertx vertx, InstantSource clock) {
        this.node = node;
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Begins to tell Redis. */
    void start() {
        vertx.setPeriodic(INTERVAL.toMillis(), timer -> flush());
    }

    void add(String app, Quota quota) {
        add(new Refusal(app, quota), 1);
    }

    private void add(Refusal refusal, long times) {
        untold.merge(refusal, times, Long::sum);
    }

    /** Tells Redis all, if it is there; what it could not be told is told later. */
    Future<Void> flush() {
        return node.isUp() ? Batches.forEach(untold.keySet(), this::tell) : Future.succeededFuture();
    }

    private Future<?> tell(Refusal refusal) {
        Long times = untold.remove(refusal);
        if (times == null) {
            return Future.succeededFuture();
        }
        YearMonth month = YearMonth.from(Usage.day(clock.instant()));
        List<String> arguments = List.of(month.toString(), refusal.quota().wireName(), times.toString());
        return node.tell(LuaScript.COUNT_REJECTIONS, refusal.app(), arguments).otherwise(failure -> {
            add(refusal, times);
            return null;
        });
    }
}
