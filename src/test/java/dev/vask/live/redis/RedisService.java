package dev.vask.live.redis;

import static org.awaitility.Awaitility.await;

import dev.vask.apps.MemoryApps;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.Recorder;
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

/** A cluster of nodes in this process, on a real Redis, whose time is everybody's time. */
final class RedisService implements LiveStateFixture {

    private static final Vertx VERTX = Vertx.vertx();
    private static final int MOST_WAITING = 100_000;

    private final Slices slices;
    private final String prefix = "test-" + UUID.randomUUID();
    private final Calendar calendar = new Calendar();
    private final KeptInMemory kept = new KeptInMemory();
    private final Map<String, Started> nodes = new ConcurrentHashMap<>();

    RedisService() {
        this(Slices.DEFAULT);
    }

    /** One that does little at once, so that much of it takes several slices. */
    RedisService(Slices slices) {
        this.slices = slices;
    }

    /** Turned by hand; the clock of Redis goes its own way. */
    private static final class Calendar implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }
    }

    private record Started(RedisLiveState live, Recorder inbox, Redis redis) {}

    @Override
    public Node node(String name) {
        Started started = nodes.computeIfAbsent(name, any -> start());
        return new Node(started.live(), started.inbox());
    }

    private Started start() {
        Recorder inbox = new Recorder();
        Redis redis = Redis.createClient(
                VERTX, new RedisOptions().setConnectionString(TestRedis.url()).setMaxWaitingHandlers(MOST_WAITING));
        RedisLiveState live = new RedisLiveState(
                redis,
                VERTX,
                new NodeSettings(prefix, Duration.ofSeconds(15), GRACE, LIMITS, slices),
                new NodePorts(inbox, interruption -> {}, nanos -> {}, Traces.OFF),
                new MemoryApps(change -> {}),
                kept,
                calendar);
        live.start();
        await().until(live::isReachable);
        return new Started(live, inbox, redis);
    }

    @Override
    public void advance(Duration time) {
        try {
            Thread.sleep(time.plusMillis(300)); // the clock of Redis cannot be moved
            turnCalendar(time.plusMillis(300));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void turnCalendar(Duration days) {
        calendar.now = calendar.now.plus(days);
    }

    @Override
    public Instant now() {
        return calendar.now;
    }

    /** Forgets what the inboxes received. */
    void forget() {
        nodes.values().forEach(node -> node.inbox().clear());
    }

    /** This service, for those who would close it. */
    LiveStateFixture unclosable() {
        RedisService service = this;
        return new LiveStateFixture() {
            @Override
            public Node node(String name) {
                return service.node(name);
            }

            @Override
            public void advance(Duration time) {
                service.advance(time);
            }

            @Override
            public void turnCalendar(Duration days) {
                service.turnCalendar(days);
            }

            @Override
            public Instant now() {
                return service.now();
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
