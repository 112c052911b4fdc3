package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import io.vertx.core.Future;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Gives up what a dead node held: its members leave, its channels are vacated, its connections no longer count. */
final class Reaper {

    private static final Logger LOG = Logger.getLogger(Reaper.class);
    private static final int AT_ONCE = 200; // so that no script keeps Redis from its other work for long

    private final Node node;
    private final RedisLink link;
    private final Lease lease;
    private final Keys keys;
    private final AppDirectory apps;

    Reaper(Node node, RedisLink link, Lease lease, Keys keys, AppDirectory apps) {
        this.node = node;
        this.link = link;
        this.lease = lease;
        this.keys = keys;
        this.apps = apps;
    }

    /** Reaps a node; doing so twice, or from two nodes at once, does it once. What fails is tried again by some node later. */
    void reap(String dead) {
        LOG.infof("Node %s is dead; what it held is given up", dead);
        lease.appsOf(dead)
                .compose(all -> Windows.forEach(all, app -> reap(dead, app)).compose(ok -> lease.reaped(dead, all)))
                .onFailure(failure -> LOG.warnf("Node %s could not be reaped yet: %s", dead, failure.getMessage()));
    }

    /** An app's settings, null if it has none any more or they cannot be had, and what is reported of it. */
    private record Known(@Nullable App app, String reported) {}

    /** Without its settings an app is reaped as well, but for the counts that its subscribers may want to hear. */
    private Future<Void> reap(String dead, String key) {
        return Future.fromCompletionStage(apps.find(key))
                .map(app -> new Known(app.orElse(null), node.reports().of(app.orElse(null))))
                .otherwise(unknown -> new Known(null, node.reports().ofUnknown()))
                .compose(known -> reap(dead, key, known.app(), known.reported()));
    }

    private Future<Void> reap(String dead, String key, @Nullable App app, String reported) {
        if (!reported.isEmpty()) {
            node.reports().note(key);
        }
        String counted = app == null ? "0" : Arguments.counted(app);
        List<String> arguments = node.head(key, reported, List.of(counted, dead, Integer.toString(AT_ONCE)));
        return link.run(Script.REAP, List.of(keys.app(key)), arguments).compose(answer -> {
            if (app != null) {
                node.noteCounts(app, answer);
            }
            return answer.get(1).toInteger() == 0 ? Future.succeededFuture() : reap(dead, key, app, reported);
        });
    }
}
