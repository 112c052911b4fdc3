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
import dev.vask.live.LiveStateUnavailableException;
import dev.vask.live.Message;
import dev.vask.live.Publication;
import dev.vask.live.RecordingInbox;
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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node of a cluster in this process, with its own proxy to Redis. */
final class ClusterNode implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(3);

    /** Small, so that tests need several slices. */
    private static final Slices SMALL_SLICES = new Slices(3, 200);

    private static final int MAX_WAITING = 65_536;
    /** The limit of all waiting. It says nothing about how long something may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    final RedisLiveState live;
    final TcpProxy proxy;
    final InMemoryUsageStore usageStore;
    private final MemoryApps apps = new MemoryApps(change -> {});
    private final RecordingInbox inbox = new RecordingInbox();
    private final LoopBlock stall = new LoopBlock();
    private final List<LiveStateInterruption> interruptions = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();

    private ClusterNode(
            RedisProcess redis,
            String prefix,
            Duration lease,
            int maxWaiting,
            InMemoryUsageStore usageStore,
            Slices slices) {
        this.usageStore = usageStore;
        proxy = TcpProxy.to(redis.port());
        Redis client = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString("redis://127.0.0.1:" + proxy.port())
                        .setNetClientOptions(new NetClientOptions().setIdleTimeout(10))
                        .setMaxWaitingHandlers(maxWaiting));
        live = new RedisLiveState(
                client,
                vertx,
                new NodeSettings(prefix, lease, LiveStateFixture.GRACE, LiveStateFixture.LIMITS, slices),
                new NodePorts(this::receive, this::interrupted, nanos -> {}, Traces.OFF),
                apps,
                usageStore,
                InstantSource.system());
        live.start();
    }

    /** A node that is up, with a lease of {@link #LEASE}. */
    static ClusterNode of(RedisProcess redis, String prefix) {
        return of(redis, prefix, LEASE);
    }

    /** A node that is up. All nodes of a prefix should have the same lease. */
    static ClusterNode of(RedisProcess redis, String prefix, Duration lease) {
        return of(redis, prefix, lease, MAX_WAITING);
    }

    /** A node that is up, with a maximum number of waiting commands. */
    static ClusterNode of(RedisProcess redis, String prefix, Duration lease, int maxWaiting) {
        return new ClusterNode(redis, prefix, lease, maxWaiting, new InMemoryUsageStore(), SMALL_SLICES).awaitUp();
    }

    /** A node that is up, with a size of slices. */
    static ClusterNode of(RedisProcess redis, String prefix, Duration lease, Slices slices) {
        return new ClusterNode(redis, prefix, lease, MAX_WAITING, new InMemoryUsageStore(), slices).awaitUp();
    }

    /** A node that is up, with a shared usage store. */
    static ClusterNode of(RedisProcess redis, String prefix, InMemoryUsageStore usageStore) {
        return new ClusterNode(redis, prefix, LEASE, MAX_WAITING, usageStore, SMALL_SLICES).awaitUp();
    }

    /** Gives this node the settings of an app. */
    ClusterNode withApp(App app) {
        resultOf(apps.put(app.key(), before -> app));
        return this;
    }

    /** A new app. */
    static App app() {
        return App.withDefaults("app-" + UUID.randomUUID(), new Secret("secret"));
    }

    /** A new app with a quota of connections. */
    static App app(int connections) {
        App app = app();
        Quotas quotas = TestQuotas.of(connections, null, null, null, null, null);
        return new App(app.key(), app.name(), true, true, false, app.allowedOrigins(), quotas, app.secrets());
    }

    static @Nullable Member member(@Nullable String id) {
        return id == null ? null : new Member(id, "{}");
    }

    /** Blocks the event loop of the connection to Redis for a time. */
    static final class LoopBlock {
        private volatile Duration length = Duration.ZERO;
        private volatile CountDownLatch started = new CountDownLatch(1);

        private void block() {
            Duration time = length;
            length = Duration.ZERO;
            started.countDown();
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
            stall.block();
        }
    }

    /** Blocks the event loop of the connection to Redis at the next message. Returns a latch that opens then. */
    CountDownLatch blockAtNextMessage(Duration time) {
        stall.started = new CountDownLatch(1);
        stall.length = time;
        return stall.started;
    }

    private synchronized void interrupted(LiveStateInterruption interruption) {
        interruptions.add(interruption);
    }

    /** The interruptions so far. */
    synchronized List<LiveStateInterruption> interruptions() {
        return List.copyOf(interruptions);
    }

    /** Waits until this node is up. */
    ClusterNode awaitUp() {
        await("the node is up")
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(10))
                .until(live::isReachable);
        return this;
    }

    /** Waits until this node is down. */
    ClusterNode awaitDown() {
        await("the node is down")
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !live.isReachable());
        return this;
    }

    void connect(App app) {
        assertThat(resultOf(live.connect(app))).isTrue();
    }

    /** Opens a connection and subscribes it. */
    void subscribe(App app, String channel, @Nullable String user) {
        connect(app);
        resultOf(live.subscribe(app, ChannelName.parse(channel), member(user)));
    }

    /** Closes a connection of {@link #subscribe}. */
    void disconnect(App app, String channel, @Nullable String user) {
        resultOf(live.disconnect(app, disconnection(channel, user)));
    }

    static Disconnection disconnection(String channel, @Nullable String user) {
        return new Disconnection(
                List.of(new Disconnection.HeldSubscription(ChannelName.parse(channel), member(user))), null, List.of());
    }

    /** Opens a connection and signs it in. */
    void signIn(App app, String user, String... watchlist) {
        connect(app);
        resultOf(live.signIn(app, UserId.parse(user), List.of(watchlist), null));
    }

    /** Closes a connection of {@link #signIn}. */
    void signOut(App app, String user, String... watchlist) {
        resultOf(live.disconnect(app, new Disconnection(List.of(), UserId.parse(user), List.of(watchlist))));
    }

    void publish(App app, String channel, String data) {
        resultOf(publishing(app, channel, data));
    }

    CompletionStage<?> publishing(App app, String channel, String data) {
        Topic.Channel topic = new Topic.Channel(ChannelName.parse(channel));
        return live.publish(app, new Publication(List.of(Event.fromBackend(topic, "news", data, null)), 1, false));
    }

    /** The number of subscriptions to a channel, when this node is up. */
    long subscriptions(App app, String channel) {
        return whenUp(() -> live.channel(app, ChannelName.parse(channel)))
                .counts()
                .subscriptions();
    }

    /** The members of a channel, when this node is up. */
    List<String> users(App app, String channel) {
        return whenUp(() -> live.users(app, ChannelName.parse(channel)));
    }

    /** The result of a query. It is repeated if the connection is lost meanwhile, which happens on a busy machine. */
    private static <T> T whenUp(Supplier<CompletionStage<T>> query) {
        return await("the node is up")
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsMatching(it -> it.getCause() instanceof LiveStateUnavailableException)
                .until(() -> resultOf(query.get()), any -> true);
    }

    /** The frames that this node received for an app, in order, as text. */
    List<String> frames(App app) {
        return sentFrames(app).map(Frame::text).toList();
    }

    /** The first frame that this node received for an app. */
    Frame firstFrame(App app) {
        return sentFrames(app).findFirst().orElseThrow();
    }

    private Stream<Frame> sentFrames(App app) {
        return inbox.messages().stream()
                .filter(message -> message.app().equals(app.key()))
                .map(Message::content)
                .filter(Message.SendFrame.class::isInstance)
                .map(content -> ((Message.SendFrame) content).frame());
    }

    /** The data of the events that this node received for an app, in order. */
    List<String> eventData(App app) {
        return frames(app).stream()
                .filter(frame -> frame.contains("\"news\""))
                .map(frame -> frame.replaceAll(".*\"data\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /** Waits for an event with these data. */
    void awaitEvent(App app, String data) {
        await("the event %s".formatted(data))
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> eventData(app).contains(data));
    }

    static <T> T resultOf(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the operation did not complete", e);
        }
    }

    /** Cuts the connection to Redis, as a crash does. */
    void crash() {
        proxy.refuseConnections();
    }

    @Override
    public void close() {
        crash();
        vertx.close();
        proxy.close();
    }
}
