package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.live.Inbox;
import dev.vask.live.Interruption;
import dev.vask.protocol.Limits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Response;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * This process among the others: under which name it holds what it holds, and what it does when it lost touch ({@link Recovery})
 * or another node died ({@link Reaper}).
 */
final class Node implements RedisLink.Owner {

    private static final Logger LOG = Logger.getLogger(Node.class);
    private static final int NAME_BYTES = 8;

    private final Ledger ledger = new Ledger();
    private final Set<String> sweeping = ConcurrentHashMap.newKeySet();
    private final SecureRandom random = new SecureRandom();
    private final Vertx vertx;
    private final Keys keys;
    private final Streams streams;
    private final RedisLink link;
    private final Lease lease;
    private final Recovery recovery;
    private final Reaper reaper;
    private final Duration leaseLength;
    private final Consumer<Interruption> interruptions;
    private volatile String name = newName();
    private volatile long upSince;
    private volatile boolean buried;

    Node(
            Redis redis,
            Vertx vertx,
            ClusterConfig config,
            Inbox inbox,
            AppDirectory apps,
            Consumer<Interruption> interruptions) {
        this.vertx = vertx;
        this.interruptions = interruptions;
        keys = new Keys(config.prefix());
        leaseLength = config.lease();
        streams = new Streams(inbox);
        link = new RedisLink(redis, vertx, this, leaseLength);
        lease = new Lease(link, keys, leaseLength);
        recovery = new Recovery(this, ledger, link, lease, streams, keys, vertx);
        reaper = new Reaper(this, link, lease, keys, apps);
    }

    /** Begins to connect, and to live. */
    void start() {
        link.start();
        vertx.setPeriodic(lease.interval().toMillis(), timer -> beat());
    }

    /** Ends of its own will; what its sockets still hold is given up by others at once. */
    Future<Void> stop() {
        return lease.leave(name).<Void>mapEmpty().otherwiseEmpty().onComplete(done -> link.stop());
    }

    /** Whether Redis can be reached, and knows all that this node holds. */
    boolean isUp() {
        return link.isUp();
    }

    /** The name that this node has now; it gets another after it was taken for dead. */
    String name() {
        return name;
    }

    /** Runs a script on the state of an app. */
    Future<Response> call(Script script, App app, List<String> arguments) {
        return link.call(script, keys.app(app.key()), head(name, app.key(), arguments))
                .onFailure(failure -> failed(app, failure));
    }

    /** Runs a script that, if it succeeds, makes this node hold more; {@code result} notes what. */
    <T> Future<T> take(Script script, App app, List<String> arguments, BiFunction<Response, Holdings, T> result) {
        ledger.begin();
        return lease.announce(name, app.key())
                .compose(ok -> call(script, app, arguments))
                .map(answer -> ledger.taken(app, mine -> result.apply(answer, mine)))
                .onFailure(failure -> ledger.notTaken(app));
    }

    /** Makes this node hold less, which cannot be refused; and runs the script that says so. */
    Future<Response> giveUp(Script script, App app, List<String> arguments, Consumer<Holdings> what) {
        ledger.giveUp(app, link.isUp(), what);
        return call(script, app, arguments);
    }

    /** The arguments that every script of an app begins with, and then its own. */
    static List<String> head(String node, String app, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments.size() + 2);
        all.add(app);
        all.add(node);
        all.addAll(arguments);
        return all;
    }

    /** A script that failed in Redis may have done half of its work: then what this node holds is told anew. */
    private void failed(App app, Throwable failure) {
        if (link.isUp()) {
            LOG.errorf("Redis failed on app %s: %s", app.key(), failure.getMessage());
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
            vertx.setTimer(Limits.SUBSCRIPTION_COUNT_INTERVAL.toMillis(), timer -> {
                sweeping.remove(app.key());
                sweep(ledger.current(app));
            });
        }
    }

    private void sweep(App app) {
        if (app.subscriptionCounts()) {
            call(Script.SWEEP, app, List.of()).onSuccess(left -> noteCounts(app, left));
        }
    }

    /** Removes what a deleted app left behind that nobody holds. */
    Future<Void> forget(String app) {
        return Forgetting.of(link, keys, app);
    }

    private void beat() {
        if (!link.isUp()) {
            return;
        }
        if (ledger.hasUntold()) {
            link.renew("Redis was not told everything");
            return;
        }
        boolean mayBury = System.nanoTime() - upSince > leaseLength.toNanos();
        lease.beat(name, false, mayBury).onSuccess(beat -> {
            switch (beat) {
                case Lease.Beat.Alive(List<String> dead) -> dead.forEach(reaper::reap);
                case Lease.Beat.Gone() -> link.renew("this node was taken for dead");
            }
        });
    }

    @Override
    public String inbox() {
        if (buried && ledger.isEmpty() && ledger.isSettled()) {
            name = newName();
            buried = false;
            recovery.begin();
        }
        return keys.inbox(name);
    }

    @Override
    public Future<Void> recover(RedisLink.Server server) {
        if (buried) {
            return Future.failedFuture("the sockets of this node are being closed, since it was taken for dead");
        }
        return recovery.after(server).onSuccess(done -> upSince = System.nanoTime());
    }

    /** This node was silent for so long that others gave up what it held: its sockets have to come anew, and it needs a new name. */
    void buried() {
        buried = true;
        interruptions.accept(new Interruption(Optional.empty()));
    }

    /** Messages of an app were lost on the way to this node. */
    void missed(String app) {
        interruptions.accept(new Interruption(Optional.of(app)));
    }

    @Override
    public void receive(String message) {
        streams.receive(Parcel.read(message));
    }

    @Override
    public void dropped() {
        streams.cut(ledger.apps());
    }

    private String newName() {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
