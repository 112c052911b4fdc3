package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import io.vertx.core.Future;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Releases the state of an expired node: its members leave, its channels are vacated, its connections do not count any more. */
final class ExpiredNodeReleaser {

    private static final Logger LOG = Logger.getLogger(ExpiredNodeReleaser.class);
    private static final int APPS_AT_ONCE = 4; // each with a slice that takes Redis a few milliseconds
    private static final Position BEGINNING = new Position("", ScriptResults.FIRST_CURSOR);

    private final LocalNode node;
    private final RedisConnections link;
    private final Lease lease;
    private final RedisKeys keys;
    private final AppDirectory apps;
    private final String slice;

    ExpiredNodeReleaser(
            LocalNode node, RedisConnections link, Lease lease, RedisKeys keys, AppDirectory apps, Slices slices) {
        this.node = node;
        this.link = link;
        this.lease = lease;
        this.keys = keys;
        this.apps = apps;
        this.slice = Integer.toString(slices.changes());
    }

    /** Releases a node. Twice, or from two nodes at once, has the effect of once. If it fails, a node tries again later. */
    void release(String expired) {
        LOG.infof("Node %s expired or left; releasing its state", expired);
        lease.appsOf(expired)
                .compose(all -> Batches.forEach(all, APPS_AT_ONCE, app -> release(expired, app))
                        .compose(ok -> lease.finishRelease(expired, all)))
                .onFailure(failure ->
                        LOG.warnf("Cannot release the state of node %s yet: %s", expired, failure.getMessage()));
    }

    /** An app's settings, null if it has none any more or they cannot be had, and what is reported of it. */
    private record Known(@Nullable App app, String reported) {}

    /** The channel amid whose members a slice ended, empty if none, and where among them. */
    private record Position(String channel, String cursor) {}

    /** Without its settings an app is released as well, but for the counts that its subscribers may want to hear. */
    private Future<Void> release(String expired, String key) {
        return Future.fromCompletionStage(apps.find(key))
                .map(app -> new Known(app.orElse(null), node.reports().of(app.orElse(null))))
                .otherwise(unknown -> new Known(null, node.reports().ofUnknown()))
                .compose(known -> release(expired, key, known, BEGINNING));
    }

    private Future<Void> release(String expired, String key, Known known, Position from) {
        App app = known.app();
        if (!known.reported().isEmpty()) {
            node.reports().note(key);
        }
        String counted = app == null ? "0" : ScriptArguments.counted(app);
        List<String> arguments =
                node.head(key, known.reported(), List.of(counted, expired, slice, from.channel(), from.cursor()));
        return link.run(LuaScript.RELEASE_NODE, List.of(keys.app(key)), arguments)
                .compose(answer -> {
                    if (app != null) {
                        node.noteCounts(app, answer);
                    }
                    Position end =
                            new Position(answer.get(2).toString(), answer.get(3).toString());
                    return answer.get(1).toInteger() == 0
                            ? Future.succeededFuture()
                            : release(expired, key, known, end);
                });
    }
}
