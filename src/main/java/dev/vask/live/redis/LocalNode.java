package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.live.Disconnection;
import dev.vask.live.Inbox;
import dev.vask.live.LiveStateInterruption;
import dev.vask.live.Message;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.logs.LogContext;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.WebhookType;
import dev.vask.traces.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This process among the others: under which name it holds what it holds, and what it does when it lost touch ({@link Resync})
 * or another node died ({@link ExpiredNodeReleaser}).
 */
final class LocalNode implements RedisConnections.Owner {

    private static final Logger LOG = Logger.getLogger(LocalNode.class);
    private static final int NAME_BYTES = 8;
    private static final String CONNECTION_CLOSED = "CONNECTION_CLOSED"; // what Vert.x says in place of Redis

    private final LocalStateLog ledger = new LocalStateLog();
    private final Set<String> sweeping = ConcurrentHashMap.newKeySet();
    private final SecureRandom random = new SecureRandom();
    private final Vertx vertx;
    private final RedisKeys keys;
    private final InboundOrder streams;
    private final RedisConnections link;
    private final Lease lease;
    private final Resync recovery;
    private final ExpiredNodeReleaser releaser;
    private final ReleaseQueue releases;
    private final Slices slices;
    private final Consumer<LiveStateInterruption> interruptions;
    private final WebhookEvents reports;
    private final Traces traces;
    private final TracedFanOuts fanOuts;
    private volatile @Nullable Consumer<String> deliverer;
    private volatile String name = newName();
    private volatile String run = "";
    private volatile long upSince;
    private volatile boolean released;
    private volatile boolean stopped;

    LocalNode(
            Redis redis,
            Vertx vertx,
            ClusterConfig config,
            Inbox inbox,
            AppDirectory apps,
            Duration grace,
            WebhookQueueLimits limits,
            Consumer<LiveStateInterruption> interruptions,
            LongConsumer roundTrips,
            Traces traces,
            Slices slices) {
        this.slices = slices;
        this.vertx = vertx;
        this.traces = traces;
        fanOuts = new TracedFanOuts(traces);
        this.interruptions = interruptions;
        keys = new RedisKeys(config.prefix());
        streams = new InboundOrder(inbox);
        link = new RedisConnections(redis, vertx, this, config.lease(), roundTrips);
        lease = new Lease(link, keys, config.lease());
        recovery = new Resync(this, ledger, link, lease, streams, keys, vertx, slices);
        reports = new WebhookEvents(link, keys, grace, limits);
        releaser = new ExpiredNodeReleaser(this, link, lease, keys, apps, slices);
        releases = new ReleaseQueue(ledger, this::tell);
    }

    /** Begins to connect, and to live; the answer comes when it is up for the first time, and never fails. */
    Future<Void> start() {
        vertx.setPeriodic(lease.interval().toMillis(), timer -> heartbeat());
        return link.start();
    }

    /** Ends of its own will; what its sockets still hold is given up by others at once. */
    Future<Void> stop() {
        stopped = true;
        return lease.deregister(name).<Void>mapEmpty().otherwiseEmpty().onComplete(done -> link.stop());
    }

    /** Whether Redis can be reached, and knows all that this node holds. */
    boolean isUp() {
        return link.isUp();
    }

    /** The current name of this node; it gets a new one after its lease expired. */
    String name() {
        return name;
    }

    /** Runs a script on the state of an app. */
    Future<Response> call(LuaScript script, App app, List<String> arguments) {
        reports.note(app);
        return link.call(script, keys.app(app.key()), head(app.key(), reports.of(app), arguments))
                .onFailure(failure -> failed(app, failure));
    }

    /**
     * Runs a script that, if it succeeds, makes this node hold more.
     *
     * @param what   what this node might hold then
     * @param result notes what it does
     */
    <T> Future<T> take(
            LuaScript script,
            App app,
            List<String> arguments,
            Disconnection what,
            BiFunction<Response, LocalState, T> result) {
        if (!link.isUp()) {
            return Future.failedFuture("not connected to Redis");
        }
        ledger.begin();
        return lease.registerApp(name, app.key())
                .onFailure(failure -> failed(app, failure))
                .compose(ok -> call(script, app, arguments))
                .map(answer -> ledger.taken(app, mine -> result.apply(answer, mine)))
                .onFailure(failure -> ledger.notTaken(app, what));
    }

    /** Runs a script on the state of an app that changes nothing of what its backend hears. */
    Future<Response> tell(LuaScript script, String app, List<String> arguments) {
        return link.call(script, keys.app(app), head(app, WebhookEvents.NOTHING, arguments));
    }

    /** Makes this node hold less, which cannot be refused; and has Redis told, now or as soon as it is there. */
    Future<Void> giveUp(LocalStateLog.Release release, Consumer<LocalState> locally) {
        return ledger.giveUp(release, locally) ? releases.add(release) : Future.succeededFuture();
    }

    private Future<Response> tell(App app, LocalStateLog.Part part) {
        reports.note(app);
        List<String> arguments = head(app.key(), reports.of(app), part.arguments());
        return link.run(part.script(), List.of(keys.app(app.key())), arguments)
                .onSuccess(answer -> noteCounts(app, answer))
                .onFailure(failure -> failed(app, failure));
    }

    /** The arguments that every script of an app begins with, and then its own. */
    List<String> head(String app, String reported, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments.size() + 5);
        all.add(app);
        all.add(name);
        all.add(run);
        all.add(reported);
        all.add(WallClock.now());
        all.addAll(arguments);
        return all;
    }

    /** A script that failed in Redis may have done half of its work: then this node sends its state again. */
    private void failed(App app, Throwable failure) {
        if (NodeReleasedException.is(failure)) {
            link.renew("this node's lease expired");
        } else if (failure instanceof ErrorType error && !error.is(CONNECTION_CLOSED)) {
            LogContext.app(app.key())
                    .log(() -> LOG.errorf("A Redis script failed: app %s: %s", app.key(), failure.getMessage()));
            link.renew("a command failed");
        }
    }

    /** The messages of an app that are published after this sequence are for this node. */
    void heardSince(String app, long sequence) {
        streams.begin(app, sequence);
    }

    /** If the answer of a script says that a subscription count was held back: has it told when it is due (12.3). */
    void noteCounts(App app, Response answer) {
        boolean heldBack = answer.get(0).toInteger() == 1;
        if (heldBack && sweeping.add(app.key())) {
            vertx.setTimer(ProtocolLimits.SUBSCRIPTION_COUNT_INTERVAL.toMillis(), timer -> {
                sweeping.remove(app.key());
                sweep(ledger.current(app));
            });
        }
    }

    private void sweep(App app) {
        if (app.subscriptionCounts() || app.reports(WebhookType.SUBSCRIPTION_COUNT)) {
            List<String> arguments = List.of(ScriptArguments.counted(app), Integer.toString(slices.changes()));
            call(LuaScript.SEND_DUE_COUNTS, app, arguments).onSuccess(left -> {
                if (left.get(1).toInteger() == 1) {
                    sweep(app);
                } else {
                    noteCounts(app, left);
                }
            });
        }
    }

    RedisConnections link() {
        return link;
    }

    RedisKeys keys() {
        return keys;
    }

    WebhookEvents reports() {
        return reports;
    }

    /** From the next connection on, receives each app that has waiting webhook events. */
    void wakes(Consumer<String> hears) {
        deliverer = hears;
    }

    /** Removes what a deleted app left behind that nobody holds, and what it used in these months. */
    Future<Void> forget(String app, List<YearMonth> months) {
        return AppCleanup.of(link, keys, app, months);
    }

    private void heartbeat() {
        if (stopped || !link.isUp()) {
            return;
        }
        if (ledger.hasUntold()) {
            link.renew("some state changes are not in Redis");
            return;
        }
        lease.heartbeat(name).onSuccess(renewal -> {
            switch (renewal) {
                case Lease.Renewal.Alive alive -> lookAfter(alive);
                case Lease.Renewal.Expired() -> link.renew("this node's lease expired");
            }
        });
    }

    /** Right after a reconnect, a lease that has ended says nothing about its node. */
    private void lookAfter(Lease.Renewal.Alive others) {
        others.toRelease().forEach(releaser::release);
        boolean canExpire =
                link.isUp() && System.nanoTime() - upSince > lease.duration().toNanos();
        if (canExpire && !others.overdue().isEmpty()) {
            lease.expire(others.overdue()).onSuccess(done -> heartbeat());
        }
    }

    @Override
    public void connecting() {
        if (released && ledger.isEmpty() && ledger.isSettled()) {
            name = newName();
            ledger.forget();
            recovery.begin();
            released = false;
        }
    }

    @Override
    public String inbox() {
        return keys.inbox(name);
    }

    @Override
    public @Nullable String wakes() {
        return deliverer == null ? null : keys.webhookNotifications();
    }

    @Override
    public @Nullable String traces() {
        return traces.isOn() ? keys.traces(name) : null;
    }

    @Override
    public void traced(String line) {
        fanOuts.hear(line);
    }

    @Override
    public void woken(String app) {
        Consumer<String> hears = deliverer;
        if (hears != null) {
            hears.accept(app);
        }
    }

    @Override
    public Future<Void> recover(RedisConnections.Server server) {
        if (released) {
            return Future.failedFuture("the lease of this node expired; its connections are being closed");
        }
        run = server.run();
        reports.noteAgain();
        return recovery.after(server);
    }

    @Override
    public void recovered() {
        upSince = System.nanoTime();
        streams.mend();
        ledger.mend(releases::add);
    }

    /** This node's lease expired and its state was released: its clients must reconnect, and it needs a new name. */
    void released() {
        released = true;
        missedAll();
    }

    /** Messages of an app were lost on the way to this node. */
    void missed(String app) {
        interruptions.accept(new LiveStateInterruption(Optional.of(app)));
    }

    /** This node may have missed messages of any app. */
    void missedAll() {
        interruptions.accept(new LiveStateInterruption(Optional.empty()));
    }

    @Override
    public void receive(String text) {
        Message message = InboxCodec.read(text);
        streams.receive(message, fanOuts.of(message.app()));
    }

    @Override
    public void dropped() {
        ledger.cut();
        streams.cut(ledger.apps());
        fanOuts.cut();
    }

    private String newName() {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
