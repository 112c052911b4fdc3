package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.live.redis.connection.OnDemandConnection;
import dev.vask.live.redis.connection.RedisServer;
import dev.vask.live.redis.scripts.AppScript;
import dev.vask.live.redis.scripts.ExpiredNodesScript;
import dev.vask.live.redis.scripts.RedisKeys;
import dev.vask.live.redis.scripts.ScriptRunner;
import dev.vask.live.redis.scripts.WebhookEvents;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A process that changes and reads the state of the cluster, and is not a node of it: it holds no connections, has no lease and no inbox,
 * and nothing happens in it between calls. It has a name of its own, a new one with each connection to Redis, since several processes
 * can be started from one snapshot of a process.
 */
public final class NonMember implements Membership {

    private static final Logger LOG = Logger.getLogger(NonMember.class);
    private static final int HEARTBEATS = 2;

    private final NodeIdentity identity = new NodeIdentity();
    private final Vertx vertx;
    private final OnDemandConnection connection;
    private final ScriptRunner scripts;
    private final Lease lease;
    private final RestorationWait restorations;
    private final ExpiredNodeReleaser releaser;
    private volatile @Nullable String lastRun;

    /** A process that has not connected to Redis. */
    public NonMember(Redis redis, Vertx vertx, NodeSettings settings, NodePorts ports, AppLookup apps) {
        this.vertx = vertx;
        RedisKeys keys = new RedisKeys(settings.prefix());
        connection = new OnDemandConnection(redis, vertx, this::prepare, ports.roundTrips());
        WebhookEvents webhooks = new WebhookEvents(
                connection, keys, settings.grace(), settings.limits().webhooks());
        scripts = new ScriptRunner(connection, keys, identity, webhooks);
        lease = new Lease(scripts, identity, settings.lease());
        restorations = new RestorationWait(lease, vertx);
        LocalStateLog nothing = new LocalStateLog();
        releaser = new ExpiredNodeReleaser(
                scripts, lease, apps, new DueCounts(vertx, scripts, nothing, settings.slices()), settings.slices());
    }

    /** Runs with each new connection. In a run of Redis that is new to this process, it waits until the nodes have restored their state. */
    private Future<Void> prepare(RedisServer server) {
        identity.rename();
        identity.run(server.run());
        if (server.run().equals(lastRun)) {
            return Future.succeededFuture();
        }
        scripts.webhooks().registerAgain();
        return lease.all()
                .compose(restorations::await)
                .onSuccess(skipped -> {
                    lastRun = server.run();
                    if (!skipped.nodes().isEmpty()) {
                        LOG.warnf(
                                "%d nodes have not reconnected since Redis restarted",
                                skipped.nodes().size());
                    }
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> start() {
        return connection.open();
    }

    @Override
    public Future<Void> stop() {
        connection.stop();
        return Future.succeededFuture();
    }

    @Override
    public boolean isReady() {
        return connection.isReady();
    }

    @Override
    public ScriptRunner scripts() {
        return scripts;
    }

    @Override
    public <R, T> Future<T> acquire(
            App app, AppScript<R> script, Disconnection entries, BiFunction<R, LocalState, T> result) {
        throw holdsNothing();
    }

    @Override
    public Future<Void> release(LocalStateLog.Release release, Consumer<LocalState> change) {
        throw holdsNothing();
    }

    @Override
    public void receiveAfter(String app, long sequence) {
        throw holdsNothing();
    }

    private static IllegalStateException holdsNothing() {
        return new IllegalStateException("a process that is not a node of the cluster holds no connections");
    }

    @Override
    public void countDue(App app, boolean isDue) {
        throw holdsNothing();
    }

    @Override
    public String name() {
        return identity.node();
    }

    /** Does nothing: it has no topic of its own. */
    @Override
    public void onNodeMessage(BiConsumer<String, String> listener) {}

    /** Does nothing: events are looked for with each tick. */
    @Override
    public void onWebhookEvents(Consumer<String> listener) {}

    /**
     * Releases the nodes that are marked as expired, and marks those whose lease has ended. The latter get the time of two heartbeats
     * first: after Redis hung, the leases of all nodes have ended, and those that live renew them.
     */
    @Override
    public Future<Integer> releaseExpired() {
        List<Future<Void>> released = new ArrayList<>();
        return expired()
                .compose(found -> {
                    release(found, released);
                    return found.overdue().isEmpty() ? Future.succeededFuture() : expire(found.overdue(), released);
                })
                .compose(done -> Future.join(released).otherwiseEmpty())
                .map(done -> (int) released.stream().filter(Future::succeeded).count());
    }

    private Future<Void> expire(List<String> overdue, List<Future<Void>> released) {
        return heartbeats()
                .compose(done -> lease.expire(overdue))
                .compose(done -> expired())
                .onSuccess(found -> release(found, released))
                .mapEmpty();
    }

    private void release(ExpiredNodesScript.Result found, List<Future<Void>> released) {
        found.toRelease()
                .forEach(
                        node -> released.add(releaser.release(node, found.left().contains(node))));
    }

    private Future<ExpiredNodesScript.Result> expired() {
        return scripts.run(new ExpiredNodesScript(lease.duration()));
    }

    private Future<Void> heartbeats() {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(lease.interval().multipliedBy(HEARTBEATS).toMillis(), timer -> over.complete());
        return over.future();
    }
}
