package dev.vask.live.redis;

import dev.vask.apps.UsageStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
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
import org.jboss.logging.Logger;

/**
 * Has the events kept that Redis counts, a little later, and gives them back to a Redis that has forgotten them. One node keeps
 * those of an app, and at most once in a minute. Safe for use by several threads.
 */
final class UsageSync {

    private static final Logger LOG = Logger.getLogger(UsageSync.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int AT_ONCE = 100;

    private final Set<Counted> unkept = ConcurrentHashMap.newKeySet();
    private final LocalNode node;
    private final Vertx vertx;
    private final UsageStore kept;

    /** An app that published in a month by way of this node. */
    private record Counted(String app, YearMonth month) {}

    UsageSync(LocalNode node, Vertx vertx, UsageStore kept) {
        this.node = node;
        this.vertx = vertx;
        this.kept = kept;
    }

    void start() {
        vertx.setPeriodic(INTERVAL.toMillis(), timer -> keep());
    }

    /** Redis counted events of an app; {@code forgotten} if it does not know what it counted before in that month. */
    void counted(String app, YearMonth month, boolean forgotten) {
        unkept.add(new Counted(app, month));
        if (forgotten) {
            restore(app, month)
                    .onFailure(failure -> LOG.warnf(
                            "Cannot load the monthly event count of app %s for %s yet: %s",
                            app, month, failure.getMessage()));
        }
    }

    /** Has Redis know what is kept of a month. */
    Future<Void> restore(String app, YearMonth month) {
        return Future.fromCompletionStage(kept.read(app, month))
                .compose(days -> node.tell(LuaScript.RESTORE_USAGE, app, ScriptArguments.of(month, days)))
                .mapEmpty();
    }

    /** Has all kept that was counted by way of this node; what cannot be kept now is kept later. */
    Future<Void> keep() {
        return node.isUp() ? keep(List.copyOf(unkept)) : Future.succeededFuture();
    }

    private Future<Void> keep(List<Counted> all) {
        if (all.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Counted> some = all.subList(0, Math.min(AT_ONCE, all.size()));
        return keepTogether(some).compose(done -> keep(all.subList(some.size(), all.size())));
    }

    private Future<Void> keepTogether(Collection<Counted> some) {
        Map<String, Map<LocalDate, Long>> events = new ConcurrentHashMap<>();
        List<Future<?>> taken = new ArrayList<>();
        some.forEach(it -> taken.add(take(it).onSuccess(days -> {
            if (!days.isEmpty()) {
                events.computeIfAbsent(it.app(), any -> new HashMap<>()).putAll(days);
            }
        })));
        return Future.all(taken)
                .compose(done ->
                        events.isEmpty() ? Future.succeededFuture() : Future.fromCompletionStage(kept.keep(events)))
                .<Void>mapEmpty()
                .otherwise(failure -> {
                    unkept.addAll(some);
                    return null;
                });
    }

    /** What there is to keep: nothing, if that is another's to do, or has to wait. */
    private Future<Map<LocalDate, Long>> take(Counted it) {
        unkept.remove(it);
        return node.tell(LuaScript.TAKE_USAGE, it.app(), List.of(it.month().toString()))
                .compose(answer -> read(it, answer));
    }

    private Future<Map<LocalDate, Long>> read(Counted it, Response answer) {
        return switch (answer.get(0).toString()) {
            case "unrestored" -> {
                unkept.add(it);
                yield restore(it.app(), it.month()).map(Map.of());
            }
            case "taken" -> {
                unkept.add(it);
                yield Future.succeededFuture(Map.of());
            }
            default -> Future.succeededFuture(ScriptResults.days(answer.get(1)));
        };
    }
}
