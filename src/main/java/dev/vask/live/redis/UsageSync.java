package dev.vask.live.redis;

import dev.vask.apps.UsageStore;
import dev.vask.live.redis.membership.Membership;
import dev.vask.live.redis.scripts.RestoreUsageScript;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.live.redis.scripts.TakeUsageScript;
import dev.vask.live.redis.scripts.WebhookEvents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Stores the events that Redis counts, and restores them in a Redis that has lost them. One node stores those of an app, at most once a
 * minute. Thread-safe.
 */
final class UsageSync {

    private static final Logger LOG = Logger.getLogger(UsageSync.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int AT_ONCE = 100;

    private final AtomicLong flushedAtMillis = new AtomicLong();
    private final Set<AppMonth> unstored = ConcurrentHashMap.newKeySet();
    private final Membership node;
    private final boolean hasTimers;
    private final UsageStore store;
    private final PeriodicFlush flush;

    /** An app that published in a month through this node. */
    private record AppMonth(String app, YearMonth month) {}

    UsageSync(Membership node, boolean hasTimers, Vertx vertx, UsageStore store) {
        this.hasTimers = hasTimers;
        this.node = node;
        this.store = store;
        flush = new PeriodicFlush(node, vertx, INTERVAL, this::storeAll);
    }

    void start() {
        flush.start();
    }

    /** Redis counted events of an app; {@code unrestored} if the stored usage of the month is missing there. */
    void counted(String app, YearMonth month, boolean unrestored) {
        unstored.add(new AppMonth(app, month));
        if (unrestored && !hasTimers) {
            flushedAtMillis.set(0); // the flush of this request restores it
        } else if (unrestored) {
            restore(app, month)
                    .onFailure(failure -> LOG.warnf(
                            "Cannot load the monthly event count of app %s for %s yet: %s",
                            app, month, failure.getMessage()));
        }
    }

    /** Adds the stored usage of a month to Redis. */
    Future<Void> restore(String app, YearMonth month) {
        return Future.fromCompletionStage(store.read(app, month))
                .compose(days -> node.scripts().call(app, WebhookEvents.NOTHING, new RestoreUsageScript(month, days)))
                .mapEmpty();
    }

    /** Stores now what was counted through this node; what fails is stored later. */
    Future<Void> flush() {
        return flush.flush();
    }

    /** Stores what was counted through this process, at most once in the interval. */
    Future<Void> flushIfDue() {
        long now = System.currentTimeMillis(); // goes on while the process is frozen
        long before = flushedAtMillis.get();
        boolean isDue = !unstored.isEmpty() && Math.abs(now - before) >= INTERVAL.toMillis();
        return isDue && flushedAtMillis.compareAndSet(before, now) ? storeAll() : Future.succeededFuture();
    }

    /** Stores the events of apps in some months, also those that other processes counted. */
    Future<Void> storeAll(Collection<String> apps, List<YearMonth> months) {
        apps.forEach(app -> months.forEach(month -> unstored.add(new AppMonth(app, month))));
        return storeAll().onComplete(stored -> unstored.clear());
    }

    private Future<Void> storeAll() {
        Future<Void> last = Future.succeededFuture();
        for (List<AppMonth> some : Slices.of(List.copyOf(unstored), AT_ONCE)) {
            last = last.compose(done -> store(some));
        }
        return last;
    }

    private Future<Void> store(Collection<AppMonth> some) {
        Map<String, Map<LocalDate, Long>> events = new ConcurrentHashMap<>();
        List<Future<?>> taken = new ArrayList<>();
        some.forEach(it -> taken.add(take(it).onSuccess(days -> {
            if (!days.isEmpty()) {
                events.computeIfAbsent(it.app(), any -> new HashMap<>()).putAll(days);
            }
        })));
        return Future.all(taken)
                .compose(done ->
                        events.isEmpty() ? Future.succeededFuture() : Future.fromCompletionStage(store.save(events)))
                .<Void>mapEmpty()
                .otherwise(failure -> {
                    unstored.addAll(some);
                    return null;
                });
    }

    /** The events to store: none if another node stores them, or if they have to wait. */
    private Future<Map<LocalDate, Long>> take(AppMonth it) {
        return take(it, true);
    }

    private Future<Map<LocalDate, Long>> take(AppMonth it, boolean mayRestore) {
        unstored.remove(it);
        return node.scripts()
                .call(it.app(), WebhookEvents.NOTHING, new TakeUsageScript(it.month()))
                .compose(result -> switch (result) {
                    case TakeUsageScript.Result.Unrestored() -> {
                        unstored.add(it);
                        yield mayRestore
                                ? restore(it.app(), it.month()).compose(done -> take(it, false))
                                : Future.succeededFuture(Map.of());
                    }
                    case TakeUsageScript.Result.Taken() -> {
                        unstored.add(it);
                        yield Future.succeededFuture(Map.of());
                    }
                    case TakeUsageScript.Result.Days(var days) -> Future.succeededFuture(days);
                });
    }
}
