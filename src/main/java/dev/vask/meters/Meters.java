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
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** All that is counted on this node. */
@Singleton
public final class Meters {

    /** Stands for the apps beyond the limit; no app can have this key. */
    static final String OTHERS = "(others)";

    /** Stands for what was refused before its app was known. */
    static final String NONE = "(none)";

    private static final Duration[] FLUSH_BUCKETS = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000);
    private static final Duration[] REQUEST_BUCKETS = millis(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000);

    private final ConcurrentHashMap<String, AppMeter> apps = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Timer> requests = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final int mostApps;
    private final AppMeter others;
    private final AppMeter none;
    private final Map<Bound, Counter> rejections;
    private final Timer flush;
    private final Timer webhook;
    private final Timer redis;
    private final Timer postgres;

    Meters(MeterRegistry registry, MetersConfig config) {
        this.registry = registry;
        mostApps = config.apps();
        others = new AppMeter(registry, OTHERS);
        none = new AppMeter(registry, NONE);
        rejections = Arrays.stream(Bound.values())
                .collect(Collectors.toMap(it -> it, this::rejectionCounter, (a, b) -> a, () -> new EnumMap<>(Bound.class)));
        flush = timer("vask.flush.latency", FLUSH_BUCKETS,
                "Time from the publish of an event on any node to its flush to the socket; one sample per flush, for its oldest event");
        webhook = timer("vask.webhooks.latency", REQUEST_BUCKETS,
                "Duration of webhook delivery attempts, from the start to the end of the response");
        redis = timer("vask.redis.latency", FLUSH_BUCKETS, "Duration of Redis round trips");
        postgres = timer("vask.postgres.latency", FLUSH_BUCKETS, "Duration of Postgres transactions, including the wait for a connection");
    }

    private Counter rejectionCounter(Bound bound) {
        return Counter.builder("vask.rejections")
                .description("Requests, connections and events rejected, delayed or closed because a limit was reached, by limit")
                .tag("limit", bound.label())
                .register(registry);
    }

    /** A bound was reached, and something was rejected, dropped or closed for it. May be called from any thread. */
    public void rejected(Bound bound) {
        Objects.requireNonNull(rejections.get(bound)).increment();
    }

    /** The same, so many times. */
    public void rejected(Bound bound, long times) {
        Objects.requireNonNull(rejections.get(bound)).increment(times);
    }

    private Timer timer(String name, Duration[] buckets, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(buckets).register(registry);
    }

    /** The meter of an app that exists: one of its own, or the one that it shares with others. */
    public AppMeter of(String key) {
        AppMeter known = apps.get(key);
        return known != null ? known : first(key);
    }

    private synchronized AppMeter first(String key) {
        return apps.size() < mostApps ? apps.computeIfAbsent(key, it -> new AppMeter(registry, it)) : others;
    }

    /** The meter of those who belong to no app, or to none that is known yet. */
    public AppMeter ofNone() {
        return none;
    }

    /** Frames were handed to the network, the oldest of them this many nanoseconds after it was published. */
    public void flushed(long nanos) {
        flush.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** An attempt to deliver a webhook has ended after this time. */
    public void webhookAttempted(Duration took) {
        webhook.record(took);
    }

    /** Redis answered after this many nanoseconds, or failed. */
    public void redisAnswered(long nanos) {
        redis.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Postgres answered after this many nanoseconds, or failed. */
    public void postgresAnswered(long nanos) {
        postgres.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A request of a backend was answered. */
    public void answered(int status, long nanos) {
        requests.computeIfAbsent(status, this::requestTimer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer requestTimer(int status) {
        return Timer.builder("vask.api.requests")
                .description("Requests from backends, by response status")
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(REQUEST_BUCKETS)
                .register(registry);
    }

    /** Shows something that is or is not, as 1 or 0. */
    public void show(String name, String description, BooleanSupplier holds) {
        Gauge.builder(name, holds, it -> it.getAsBoolean() ? 1 : 0)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** Shows a number as it is when the metrics are read. */
    public void showNumber(String name, String description, IntSupplier number) {
        Gauge.builder(name, number, IntSupplier::getAsInt)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static Duration[] millis(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
