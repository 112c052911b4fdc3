package dev.vask.webhooks;

import dev.vask.live.WebhookQueue.Dropped;
import dev.vask.logs.LogContext;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Counts events that were dropped because the queue of their app is full, and logs them, at most once a minute per app. */
final class DropReporter {

    private static final Logger LOG = Logger.getLogger(DropReporter.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final ConcurrentHashMap<String, PendingLog> apps = new ConcurrentHashMap<>();
    private final Meters meters;

    /** Drops of an app that are not logged yet. They are logged at a time of {@link System#nanoTime}. */
    private record PendingLog(Dropped dropped, long from) {}

    DropReporter(Meters meters) {
        this.meters = meters;
    }

    /** Counts dropped events of an app. */
    void dropped(String app, Dropped dropped) {
        if (dropped.events() == 0) {
            return;
        }
        meters.rejected(Bound.WEBHOOK_EVENTS, dropped.overEvents());
        meters.rejected(Bound.WEBHOOK_BYTES, dropped.overBytes());
        meters.of(app).webhooks().dropped(dropped.events());
        long now = System.nanoTime();
        apps.compute(
                app,
                (key, before) -> before == null
                        ? logged(app, dropped, now)
                        : new PendingLog(before.dropped.plus(dropped), before.from));
    }

    /** Logs the drops that are due. Must be called every few seconds. */
    void logDue() {
        long now = System.nanoTime();
        apps.keySet()
                .forEach(app -> apps.computeIfPresent(app, (key, it) -> {
                    if (it.from - now > 0) {
                        return it;
                    }
                    return it.dropped.events() == 0 ? null : logged(app, it.dropped, now);
                }));
    }

    private static PendingLog logged(String app, Dropped dropped, long now) {
        LogContext.app(app)
                .log(() -> LOG.warnf(
                        "The webhook queue of app %s is full: %d events were dropped (vask.webhooks.queue-events: %d, "
                                + "vask.webhooks.queue-bytes: %d). Check that the endpoint responds in time, or raise the limit; "
                                + "GET /admin/v1/apps/%s/webhook/status shows the queue.",
                        app, dropped.events(), dropped.overEvents(), dropped.overBytes(), app));
        return new PendingLog(Dropped.NONE, now + INTERVAL.toNanos());
    }
}
