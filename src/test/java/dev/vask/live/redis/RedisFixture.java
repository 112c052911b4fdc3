package dev.vask.live.redis;

import static org.awaitility.Awaitility.await;

import dev.vask.apps.MemoryApps;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.RecordingInbox;
import dev.vask.live.redis.membership.NodePorts;
import dev.vask.live.redis.membership.NodeSettings;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.support.TestRedis;
import dev.vask.traces.Traces;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A cluster of nodes in this process, on a real Redis with its own clock. */
final class RedisFixture implements LiveStateFixture {

    private static final Vertx VERTX = Vertx.vertx();
    private static final int MAX_WAITING = 100_000;

    private final Slices slices;
    private final String prefix = "test-" + UUID.randomUUID();
    private final ManualCalendar calendar = new ManualCalendar();
    private final InMemoryUsageStore usageStore = new InMemoryUsageStore();
    private final Map<String, StartedNode> nodes = new ConcurrentHashMap<>();

    RedisFixture() {
        this(Slices.DEFAULT);
    }

    /** A cluster with a size of slices. */
    RedisFixture(Slices slices) {
        this.slices = slices;
    }

    /** A calendar that is advanced by tests, independent of the clock of Redis. */
    private static final class ManualCalendar implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }
    }

    private record StartedNode(RedisLiveState live, RecordingInbox inbox, Redis redis) {}

    @Override
    public Node node(String name) {
        StartedNode startedNode = nodes.computeIfAbsent(name, key -> start());
        return new Node(startedNode.live(), startedNode.inbox());
    }

    private StartedNode start() {
        RecordingInbox inbox = new RecordingInbox();
        Redis redis = Redis.createClient(
                VERTX, new RedisOptions().setConnectionString(TestRedis.url()).setMaxWaitingHandlers(MAX_WAITING));
        RedisLiveState live = new RedisLiveState(
                redis,
                VERTX,
                new NodeSettings(prefix, Duration.ofSeconds(15), GRACE, LIMITS, slices),
                new NodePorts(inbox, interruption -> {}, nanos -> {}, Traces.OFF),
                new MemoryApps(change -> {}),
                usageStore,
                calendar);
        live.start();
        await().until(live::isReachable);
        return new StartedNode(live, inbox, redis);
    }

    @Override
    public void advance(Duration time) {
        try {
            Thread.sleep(time.plusMillis(300)); // the clock of Redis cannot be moved
            advanceCalendar(time.plusMillis(300));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void advanceCalendar(Duration time) {
        calendar.now = calendar.now.plus(time);
    }

    @Override
    public Instant now() {
        return calendar.now;
    }

    /** Clears the inboxes. */
    void clearInboxes() {
        nodes.values().forEach(node -> node.inbox().clear());
    }

    /** This fixture, with a close that does nothing. */
    LiveStateFixture withoutClose() {
        RedisFixture fixture = this;
        return new LiveStateFixture() {
            @Override
            public Node node(String name) {
                return fixture.node(name);
            }

            @Override
            public void advance(Duration time) {
                fixture.advance(time);
            }

            @Override
            public void advanceCalendar(Duration time) {
                fixture.advanceCalendar(time);
            }

            @Override
            public Instant now() {
                return fixture.now();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        nodes.values().forEach(node -> {
            node.live().stop().toCompletableFuture().join();
            node.redis().close();
        });
    }
}
