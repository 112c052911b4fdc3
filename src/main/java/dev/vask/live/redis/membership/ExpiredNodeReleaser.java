package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.redis.connection.Batches;
import dev.vask.live.redis.scripts.ReleaseNodeScript;
import dev.vask.live.redis.scripts.ScriptRunner;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.live.redis.scripts.WebhookEvents;
import io.vertx.core.Future;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Releases the state of an expired node: its members leave, its channels are vacated, its connections do not count any more. */
final class ExpiredNodeReleaser {

    private static final Logger LOG = Logger.getLogger(ExpiredNodeReleaser.class);
    private static final int APPS_AT_ONCE = 4; // each with a call that takes Redis a few milliseconds

    private final ScriptRunner scripts;
    private final Lease lease;
    private final AppLookup apps;
    private final DueCounts counts;
    private final Slices slices;

    ExpiredNodeReleaser(ScriptRunner scripts, Lease lease, AppLookup apps, DueCounts counts, Slices slices) {
        this.scripts = scripts;
        this.lease = lease;
        this.apps = apps;
        this.counts = counts;
        this.slices = slices;
    }

    /**
     * Releases a node. Twice, or from two nodes at once, has the effect of once. If it fails, a node tries again later.
     *
     * @param left whether the node ended its lease itself, because it stopped
     */
    Future<Void> release(String node, boolean left) {
        LOG.infof(left ? "Node %s left; releasing what it still holds" : "Node %s expired; releasing its state", node);
        return lease.appsOf(node)
                .compose(all -> Batches.forEach(all, APPS_AT_ONCE, app -> release(node, app))
                        .compose(ok -> lease.finishRelease(node, all)))
                .onFailure(failure ->
                        LOG.warnf("Cannot release the state of node %s yet: %s", node, failure.getMessage()));
    }

    /**
     * The release of a node in an app.
     *
     * @param app      the settings of the app, null if it does not exist any more or they cannot be loaded
     * @param recorded the webhook events to record
     */
    private record Task(String node, String key, @Nullable App app, String recorded) {}

    /** Without its settings an app is released as well, but subscribers do not get counts. */
    private Future<Void> release(String node, String key) {
        WebhookEvents webhooks = scripts.webhooks();
        return apps.find(key)
                .map(found -> new Task(node, key, found.orElse(null), webhooks.recorded(found.orElse(null))))
                .otherwise(unknown -> new Task(node, key, null, webhooks.recordedForUnknown()))
                .compose(task -> release(task, ReleaseNodeScript.Position.START));
    }

    private Future<Void> release(Task task, ReleaseNodeScript.Position from) {
        App app = task.app();
        if (!task.recorded().isEmpty()) {
            scripts.webhooks().register(task.key());
        }
        boolean counted = app != null && app.subscriptionCounts();
        ReleaseNodeScript script = new ReleaseNodeScript(counted, task.node(), slices.changes(), from);
        return scripts.run(task.key(), task.recorded(), script).compose(result -> {
            if (app != null) {
                counts.schedule(app, result.countDue());
            }
            return result.hasMore() ? release(task, result.end()) : Future.succeededFuture();
        });
    }
}
