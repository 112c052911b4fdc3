package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.MemoryApps;
import dev.vask.apps.Quotas;
import dev.vask.live.Disconnection;
import dev.vask.live.Event;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.LiveStateInterruption;
import dev.vask.live.Message;
import dev.vask.live.Publication;
import dev.vask.live.Recorder;
import dev.vask.live.Topic;
import dev.vask.live.redis.membership.NodePorts;
import dev.vask.live.redis.membership.NodeSettings;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.Secret;
import dev.vask.protocol.UserId;
import dev.vask.support.RedisProcess;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestQuotas;
import dev.vask.traces.Traces;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node of a cluster in this process, with a line of its own to Redis, and words for what its edge would ask of it. */
final class ClusterNode implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(3);

    /** So that what takes much takes several slices. */
    private static final Slices SMALL = new Slices(3, 200);

    private static final int ENOUGH_WAITING = 65_536;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    final RedisLiveState live;
    final TcpProxy line;
    final KeptInMemory kept;
    private final MemoryApps apps = new MemoryApps(change -> {});
    private final Recorder inbox = new Recorder();
    private final Stall stall = new Stall();
    private final List<LiveStateInterruption> interruptions = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();

    private ClusterNode(
            RedisProcess redis, String prefix, Duration lease, int mostWaiting, KeptInMemory kept, Slices slices) {
        this.kept = kept;
        line = TcpProxy.to(redis.port());
        Redis client = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString("redis://127.0.0.1:" + line.port())
                        .setNetClientOptions(new NetClientOptions().setIdleTimeout(10))
                        .setMaxWaitingHandlers(mostWaiting));
        live = new RedisLiveState(
                client,
                vertx,
                new NodeSettings(prefix, lease, LiveStateFixture.GRACE, LiveStateFixture.LIMITS, slices),
                new NodePorts(this::receive, this::interrupted, nanos -> {}, Traces.OFF),
                apps,
                kept,
                InstantSource.system());
        live.start();
    }

    /** A node that is there, with a lease of {@link #LEASE}. */
    static ClusterNode of(RedisProcess redis, String prefix) {
        return of(redis, prefix, LEASE);
    }

    /** A node that is there, with a lease, which all nodes of a prefix should share. */
    static ClusterNode of(RedisProcess redis, String prefix, Duration lease) {
        return of(redis, prefix, lease, ENOUGH_WAITING);
    }

    /** A node that is there, and may have so many commands under way. */
    static ClusterNode of(RedisProcess redis, String prefix, Duration lease, int mostWaiting) {
        return new ClusterNode(redis, prefix, lease, mostWaiting, new KeptInMemory(), SMALL).isUp();
    }

    /** A node that is there, and does so much at once. */
    static ClusterNode of(RedisProcess redis, String prefix, Duration lease, Slices slices) {
        return new ClusterNode(redis, prefix, lease, ENOUGH_WAITING, new KeptInMemory(), slices).isUp();
    }

    /** A node that is there, with the same database as others. */
    static ClusterNode of(RedisProcess redis, String prefix, KeptInMemory kept) {
        return new ClusterNode(redis, prefix, LEASE, ENOUGH_WAITING, kept, SMALL).isUp();
    }

    /** This node, which knows the settings of an app even if it did nothing for it yet. */
    ClusterNode knows(App app) {
        done(apps.put(app.key(), before -> app));
        return this;
    }

    /** An app of one test. */
    static App app() {
        return App.withDefaults("app-" + UUID.randomUUID(), new Secret("secret"));
    }

    /** An app of one test that may have so many connections. */
    static App app(int connections) {
        App app = app();
        Quotas quotas = TestQuotas.of(connections, null, null, null, null, null);
        return new App(app.key(), app.name(), true, true, false, app.allowedOrigins(), quotas, app.secrets());
    }

    static @Nullable Member member(@Nullable String id) {
        return id == null ? null : new Member(id, "{}");
    }

    /** A time in which the event loop of the connection to Redis does not run. */
    static final class Stall {
        private volatile Duration length = Duration.ZERO;
        private volatile CountDownLatch begun = new CountDownLatch(1);

        private void now() {
            Duration time = length;
            length = Duration.ZERO;
            begun.countDown();
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void receive(Message message) {
        inbox.receive(message);
        if (stall.length.isPositive()) {
            stall.now();
        }
    }

    /** Blocks the event loop of the connection to Redis while it receives the next message. Returns what counts to 0 then. */
    CountDownLatch stallAtNextMessage(Duration time) {
        stall.begun = new CountDownLatch(1);
        stall.length = time;
        return stall.begun;
    }

    private synchronized void interrupted(LiveStateInterruption interruption) {
        interruptions.add(interruption);
    }

    /** How many connections were asked to reconnect. */
    synchronized List<LiveStateInterruption> interruptions() {
        return List.copyOf(interruptions);
    }

    /** This node, which is up, or comes up soon. */
    ClusterNode isUp() {
        await("the node is up")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(live::isReachable);
        return this;
    }

    /** This node, which is down, or goes down soon. */
    ClusterNode isDown() {
        await("the node is down")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !live.isReachable());
        return this;
    }

    void connect(App app) {
        assertThat(done(live.connect(app))).isTrue();
    }

    /** A connection that is subscribed. */
    void subscribe(App app, String channel, @Nullable String user) {
        connect(app);
        done(live.subscribe(app, ChannelName.parse(channel), member(user)));
    }

    /** Closes a connection as made by {@link #subscribe}. */
    void leave(App app, String channel, @Nullable String user) {
        done(live.disconnect(app, departure(channel, user)));
    }

    static Disconnection departure(String channel, @Nullable String user) {
        return new Disconnection(
                List.of(new Disconnection.HeldSubscription(ChannelName.parse(channel), member(user))), null, List.of());
    }

    /** A connection that is signed in. */
    void signIn(App app, String user, String... watchlist) {
        connect(app);
        done(live.signIn(app, UserId.parse(user), List.of(watchlist), null));
    }

    /** Closes a connection as made by {@link #signIn}. */
    void signOff(App app, String user, String... watchlist) {
        done(live.disconnect(app, new Disconnection(List.of(), UserId.parse(user), List.of(watchlist))));
    }

    void publish(App app, String channel, String data) {
        done(publishing(app, channel, data));
    }

    CompletionStage<?> publishing(App app, String channel, String data) {
        Topic.Channel topic = new Topic.Channel(ChannelName.parse(channel));
        return live.publish(app, new Publication(List.of(Event.fromBackend(topic, "news", data, null)), 1, false));
    }

    long subscriptions(App app, String channel) {
        return done(live.channel(app, ChannelName.parse(channel))).counts().subscriptions();
    }

    List<String> users(App app, String channel) {
        return done(live.users(app, ChannelName.parse(channel)));
    }

    /** The frames that this node was given for an app, in their order, as text. */
    List<String> frames(App app) {
        return said(app).map(Frame::text).toList();
    }

    /** The first of them. */
    Frame firstFrame(App app) {
        return said(app).findFirst().orElseThrow();
    }

    private Stream<Frame> said(App app) {
        return inbox.messages().stream()
                .filter(message -> message.app().equals(app.key()))
                .map(Message::content)
                .filter(Message.SendFrame.class::isInstance)
                .map(content -> ((Message.SendFrame) content).frame());
    }

    /** The data of the events that this node was given for an app, in their order. */
    List<String> news(App app) {
        return frames(app).stream()
                .filter(frame -> frame.contains("\"news\""))
                .map(frame -> frame.replaceAll(".*\"data\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /** Waits for an event with these data. */
    void hears(App app, String data) {
        await("the event %s".formatted(data))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> news(app).contains(data));
    }

    static <T> T done(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the operation did not complete", e);
        }
    }

    /** Dies without a word, as far as Redis can tell. */
    void die() {
        line.refuseConnections();
    }

    @Override
    public void close() {
        die();
        vertx.close();
        line.close();
    }
}
