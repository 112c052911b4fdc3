package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.live.Message;
import dev.vask.live.redis.connection.ConnectionListener;
import dev.vask.live.redis.connection.RedisConnections;
import dev.vask.live.redis.connection.RedisServer;
import dev.vask.live.redis.connection.Topics;
import dev.vask.live.redis.scripts.AppScript;
import dev.vask.live.redis.scripts.InboxCodec;
import dev.vask.live.redis.scripts.LuaScript;
import dev.vask.live.redis.scripts.NodeReleasedException;
import dev.vask.live.redis.scripts.RedisKeys;
import dev.vask.live.redis.scripts.RenewLeaseScript;
import dev.vask.live.redis.scripts.ScriptRunner;
import dev.vask.live.redis.scripts.WebhookEvents;
import dev.vask.traces.FanOutTrace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This process as a node of the cluster: its heartbeats, what its connections hold, the {@link Resync} after each reconnect, and the
 * release of expired nodes. Thread-safe.
 */
public final class LocalNode implements Membership, ConnectionListener {

    private final NodeIdentity identity = new NodeIdentity();
    private final LocalStateLog state = new LocalStateLog();
    private final Vertx vertx;
    private final RedisKeys keys;
    private final RedisConnections connections;
    private final ScriptRunner scripts;
    private final Lease lease;
    private final InboundOrder inbound;
    private final FanOutTraces fanOuts;
    private final DueCounts counts;
    private final ReleaseQueue releases;
    private final ExpiredNodeReleaser releaser;
    private final Interruptions interruptions;
    private final Resync resync;
    private final boolean isTraced;
    private volatile @Nullable Consumer<String> webhookListener;
    private volatile BiConsumer<String, String> nodeListener = (from, message) -> {};
    private volatile NodeState life = NodeState.ALIVE;
    private volatile long readySince;
    private volatile boolean stopped;

    /** A node that is not started yet. */
    public LocalNode(Redis redis, Vertx vertx, NodeSettings settings, NodePorts ports, AppLookup apps) {
        this.vertx = vertx;
        keys = new RedisKeys(settings.prefix());
        connections =
                new RedisConnections(redis, vertx, List.of(LuaScript.values()), settings.lease(), ports.roundTrips());
        WebhookEvents webhooks = new WebhookEvents(
                connections, keys, settings.grace(), settings.limits().webhooks());
        scripts = new ScriptRunner(connections, keys, identity, webhooks);
        lease = new Lease(scripts, identity, settings.lease());
        inbound = new InboundOrder(ports.inbox());
        fanOuts = new FanOutTraces(ports.traces());
        isTraced = ports.traces().isOn();
        interruptions = new Interruptions(ports.interruptions());
        counts = new DueCounts(vertx, scripts, state, settings.slices());
        releases = new ReleaseQueue(state, scripts, counts);
        releaser = new ExpiredNodeReleaser(scripts, lease, apps, counts, settings.slices());
        resync = new Resync(
                state,
                scripts,
                lease,
                inbound,
                counts,
                interruptions,
                new RestorationWait(lease, vertx),
                settings.slices());
    }

    /** Starts to connect and to renew the lease; completes when the node is ready for the first time, and never fails. */
    @Override
    public Future<Void> start() {
        vertx.setPeriodic(lease.interval().toMillis(), timer -> heartbeat());
        return connections.start(this);
    }

    /** Leaves the cluster: the other nodes release what this one still holds. Never fails. */
    @Override
    public Future<Void> stop() {
        stopped = true;
        return lease.deregister().otherwiseEmpty().onComplete(done -> connections.stop());
    }

    /** Whether Redis can be used, and knows all that this node holds. */
    @Override
    public boolean isReady() {
        return connections.isReady();
    }

    @Override
    public ScriptRunner scripts() {
        return scripts;
    }

    @Override
    public <R, T> Future<T> acquire(
            App app, AppScript<R> script, Disconnection entries, BiFunction<R, LocalState, T> result) {
        if (!connections.isReady()) {
            return Future.failedFuture("not connected to Redis");
        }
        state.beginAcquiring();
        return lease.registerApp(app.key())
                .onFailure(failure -> scripts.failed(app.key(), failure))
                .compose(ok -> scripts.call(app, script))
                .map(response -> state.acquired(app, held -> result.apply(response, held)))
                .onFailure(failure -> state.notAcquired(app, entries));
    }

    @Override
    public Future<Void> release(LocalStateLog.Release release, Consumer<LocalState> change) {
        return state.release(release, change) ? releases.add(release) : Future.succeededFuture();
    }

    @Override
    public void receiveAfter(String app, long sequence) {
        inbound.begin(app, sequence);
    }

    @Override
    public void countDue(App app, boolean isDue) {
        counts.schedule(app, isDue);
    }

    @Override
    public void onWebhookEvents(Consumer<String> listener) {
        webhookListener = listener;
    }

    @Override
    public String name() {
        return identity.node();
    }

    @Override
    public void onNodeMessage(BiConsumer<String, String> listener) {
        nodeListener = listener;
    }

    private void receiveFromNode(String text) {
        int end = text.indexOf('\n');
        String sender = text.substring(0, Math.max(0, end));
        if (!sender.equals(identity.node())) {
            nodeListener.accept(sender, text.substring(end + 1));
        }
    }

    @Override
    public Future<Integer> releaseExpired() {
        return Future.succeededFuture(0);
    }

    private void heartbeat() {
        if (stopped || !connections.isReady()) {
            return;
        }
        if (state.hasUnsent()) {
            connections.reconnect("some state changes are not in Redis");
            return;
        }
        lease.heartbeat().onSuccess(result -> {
            switch (result) {
                case RenewLeaseScript.Result.Alive alive -> watch(alive);
                case RenewLeaseScript.Result.Expired() -> connections.reconnect("this node's lease expired");
            }
        });
    }

    /** Right after a reconnect, a lease that has ended says nothing about its node. */
    private void watch(RenewLeaseScript.Result.Alive others) {
        others.toRelease().forEach(node -> releaser.release(node, others.left().contains(node)));
        boolean canExpire = connections.isReady()
                && System.nanoTime() - readySince > lease.duration().toNanos();
        if (canExpire && !others.overdue().isEmpty()) {
            lease.expire(others.overdue()).onSuccess(done -> heartbeat());
        }
    }

    @Override
    public Topics connecting() {
        if (life == NodeState.RETURNED && state.isEmpty() && state.isSettled()) {
            identity.rename();
            state.clearUnsent();
            resync.reset();
            life = NodeState.ALIVE;
        }
        return topics();
    }

    private Topics topics() {
        String inbox = keys.inbox(identity.node());
        Map<String, Consumer<String>> handlers = new HashMap<>();
        handlers.put(inbox, this::receive);
        handlers.put(keys.nodes(), this::receiveFromNode);
        handlers.put(keys.node(identity.node()), this::receiveFromNode);
        Consumer<String> webhooks = webhookListener;
        if (webhooks != null) {
            handlers.put(keys.webhookNotifications(), webhooks);
        }
        if (isTraced) {
            handlers.put(keys.traces(identity.node()), fanOuts::receive);
        }
        return new Topics(inbox, Map.copyOf(handlers));
    }

    private void receive(String text) {
        List<Message> messages = InboxCodec.read(text);
        FanOutTrace trace = fanOuts.of(messages.getFirst().app());
        messages.forEach(message -> inbound.receive(message.with(trace)));
    }

    @Override
    public Future<Void> connected(RedisServer server) {
        if (life == NodeState.RETURNED) {
            return Future.failedFuture("the lease of this node expired; its connections are being closed");
        }
        identity.run(server.run());
        scripts.webhooks().registerAgain();
        return resync.run(server).onFailure(failure -> {
            if (NodeReleasedException.is(failure)) {
                life = NodeState.RETURNED;
                interruptions.missedAll();
            }
        });
    }

    @Override
    public void ready() {
        readySince = System.nanoTime();
        inbound.resumeAll();
        state.resume(releases::add);
    }

    @Override
    public void disconnected() {
        state.disconnect();
        inbound.disconnect(state.apps());
        fanOuts.disconnect();
    }
}
