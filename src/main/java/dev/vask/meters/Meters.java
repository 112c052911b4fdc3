package dev.vask.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The meters of this node. */
@Singleton
public final class Meters {

    /** The label of apps beyond the limit. It is not a valid app key. */
    static final String OTHERS = "(others)";

    /** The label of rejections before the app is known. */
    static final String NONE = "(none)";

    private static final Duration[] FLUSH_BUCKETS = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000);
    private static final Duration[] REQUEST_BUCKETS = millis(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000);

    private final ConcurrentHashMap<String, AppMeter> apps = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Timer> requests = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final int maxApps;
    private final AppMeter others;
    private final AppMeter none;
    private final Map<Bound, Counter> rejections;
    private final LongAdder rejected = new LongAdder();
    private final Counter feedEvents;
    private final Counter feedSkipped;
    private final Counter directUpgrades;
    private final Counter routedUpgrades;
    private final Timer flush;
    private final Timer webhook;
    private final StoreTimer redis = new StoreTimer("vask.redis.latency", "Duration of Redis round trips");
    private final StoreTimer postgres = new StoreTimer(
            "vask.postgres.latency", "Duration of Postgres transactions, including the wait for a connection");

    Meters(MeterRegistry registry, MetersConfig config) {
        this.registry = registry;
        maxApps = config.apps();
        others = new AppMeter(registry, OTHERS);
        none = new AppMeter(registry, NONE);
        rejections = Arrays.stream(Bound.values())
                .collect(Collectors.toMap(
                        it -> it, this::rejectionCounter, (a, b) -> a, () -> new EnumMap<>(Bound.class)));
        feedEvents = counter("vask.feed.events", "Events of this node that viewers of live feeds received");
        feedSkipped = counter("vask.feed.skipped", "Events left out of live feeds because of a limit");
        directUpgrades = upgradeCounter("direct");
        routedUpgrades = upgradeCounter("routed");
        flush = timer(
                "vask.flush.latency",
                FLUSH_BUCKETS,
                "Time from the publish of an event on any node to its flush to the socket; one sample per flush, for its oldest event");
        webhook = timer(
                "vask.webhooks.latency",
                REQUEST_BUCKETS,
                "Duration of webhook delivery attempts, from the start to the end of the response");
    }

    /** The timer of a store, registered on first use: a standalone server has no stores. */
    private final class StoreTimer {

        private final String name;
        private final String description;
        private volatile @Nullable Timer timer;

        StoreTimer(String name, String description) {
            this.name = name;
            this.description = description;
        }

        void record(long nanos) {
            Timer registered = timer;
            if (registered == null) {
                registered = timer(name, FLUSH_BUCKETS, description); // the same one, if two threads register it
                timer = registered;
            }
            registered.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Counter rejectionCounter(Bound bound) {
        return Counter.builder("vask.rejections")
                .description(
                        "Requests, connections and events rejected, delayed or closed because a limit was reached, by limit")
                .tag("limit", bound.label())
                .register(registry);
    }

    private Counter upgradeCounter(String handling) {
        return Counter.builder("vask.connections.upgrades")
                .description("Connections that became WebSockets, by what has handled the request")
                .tag("handling", handling)
                .register(registry);
    }

    /**
     * Counts a connection that became a WebSocket.
     *
     * @param direct whether the request was handled before the router
     */
    public void upgraded(boolean direct) {
        (direct ? directUpgrades : routedUpgrades).increment();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Counts an event of the live feed. */
    public void feedEvent() {
        feedEvents.increment();
    }

    /** Counts events that were left out of the live feed. */
    public void feedSkipped(long count) {
        feedSkipped.increment((double) count);
    }

    /** Counts a rejected, dropped or closed item because of a limit. Thread-safe. */
    public void rejected(Bound bound) {
        rejected.increment();
        Objects.requireNonNull(rejections.get(bound)).increment();
    }

    /** Counts several rejections. */
    public void rejected(Bound bound, long count) {
        Objects.requireNonNull(rejections.get(bound)).increment((double) count);
    }

    private Timer timer(String name, Duration[] buckets, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    /** The meter of an existing app: its own, or the shared one of the apps beyond the limit. */
    public AppMeter of(String key) {
        AppMeter known = apps.get(key);
        return known != null ? known : register(key);
    }

    private synchronized AppMeter register(String key) {
        return apps.size() < maxApps ? apps.computeIfAbsent(key, it -> new AppMeter(registry, it)) : others;
    }

    /** The meters of the apps that have their own, by key. */
    Map<String, AppMeter> ownMeters() {
        return apps;
    }

    /** The totals of all apps of this node, and what its limits rejected before an app was known. */
    public Traffic traffic() {
        Traffic sum = others.traffic().plus(none.traffic()).plus(new Traffic(0, 0, 0, 0, 0, rejected.sum()));
        for (AppMeter app : apps.values()) {
            sum = sum.plus(app.traffic());
        }
        return sum;
    }

    /** The meter of connections and requests without a known app. */
    public AppMeter unknownApp() {
        return none;
    }

    /** Records a flush whose oldest frame was published this many nanoseconds ago. */
    public void flushed(long nanos) {
        flush.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Records the duration of a webhook delivery attempt. */
    public void webhookAttempted(Duration duration) {
        webhook.record(duration);
    }

    /** Records the duration of a Redis round trip, also of a failed one. */
    public void redisRoundTrip(long nanos) {
        redis.record(nanos);
    }

    /** Records the duration of a Postgres transaction, also of a failed one. */
    public void postgresTransaction(long nanos) {
        postgres.record(nanos);
    }

    /** Records a request of a backend. */
    public void apiRequest(int status, long nanos) {
        requests.computeIfAbsent(status, this::requestTimer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer requestTimer(int status) {
        return Timer.builder("vask.api.requests")
                .description("Requests from backends, by response status")
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(REQUEST_BUCKETS)
                .register(registry);
    }

    /** Registers a gauge for a condition, 1 or 0. */
    public void registerCondition(String name, String description, BooleanSupplier condition) {
        Gauge.builder(name, condition, it -> it.getAsBoolean() ? 1 : 0)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** Registers a gauge that is always 1, with labels that describe this process. */
    public void registerInfo(String name, String description, Map<String, String> labels) {
        Gauge.Builder<?> info = Gauge.builder(name, () -> 1).description(description);
        labels.forEach(info::tag);
        info.register(registry);
    }

    /** Registers a gauge for a number, which is read when the metrics are. */
    public void registerGauge(String name, String description, IntSupplier number) {
        registerGauge(Gauge.builder(name, number, IntSupplier::getAsInt), description);
    }

    /** Registers one of several gauges of a name, distinguished by the value of a label. */
    public void registerGauge(String name, String description, String label, String value, IntSupplier number) {
        registerGauge(Gauge.builder(name, number, IntSupplier::getAsInt).tag(label, value), description);
    }

    private void registerGauge(Gauge.Builder<IntSupplier> gauge, String description) {
        gauge.description(description).strongReference(true).register(registry);
    }

    private static Duration[] millis(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
