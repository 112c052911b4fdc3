package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.redis.scripts.ScriptRunner;
import dev.vask.live.redis.scripts.SendDueCountsScript;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.WebhookType;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Has subscription counts sent when they are due (12.3). Thread-safe. */
final class DueCounts {

    private final Set<String> scheduled = ConcurrentHashMap.newKeySet();
    private final Vertx vertx;
    private final ScriptRunner scripts;
    private final LocalStateLog state;
    private final Slices slices;

    DueCounts(Vertx vertx, ScriptRunner scripts, LocalStateLog state, Slices slices) {
        this.vertx = vertx;
        this.scripts = scripts;
        this.state = state;
        this.slices = slices;
    }

    /** Schedules the counts of an app if the result of a script says that some are due later. */
    void schedule(App app, boolean dueLater) {
        if (dueLater && scheduled.add(app.key())) {
            vertx.setTimer(ProtocolLimits.SUBSCRIPTION_COUNT_INTERVAL.toMillis(), timer -> {
                scheduled.remove(app.key());
                send(state.current(app));
            });
        }
    }

    private void send(App app) {
        if (app.subscriptionCounts() || app.sendsToWebhook(WebhookType.SUBSCRIPTION_COUNT)) {
            scripts.call(app, new SendDueCountsScript(app, slices.changes())).onSuccess(result -> {
                if (result.dueNow()) {
                    send(app);
                } else {
                    schedule(app, result.dueLater());
                }
            });
        }
    }
}
