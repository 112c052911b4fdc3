package dev.vask.bench;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.apps.MemoryApps;
import dev.vask.apps.UsageStore;
import dev.vask.live.Event;
import dev.vask.live.HistoryLimits;
import dev.vask.live.IdempotencyKey;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Resumption;
import dev.vask.live.StateLimits;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Topic;
import dev.vask.live.Usage;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.live.redis.RedisLiveState;
import dev.vask.live.redis.membership.NodePorts;
import dev.vask.live.redis.membership.NodeSettings;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Secret;
import dev.vask.traces.Trace;
import dev.vask.traces.Traces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What history, resumption and idempotency keys cost in Redis, one operation per script call; by turns with publishing without them. */
record RecoveryScenario() implements Scenario {

    private static final int ROUNDS = 7;
    private static final int PER_ROUND = 10_000;
    private static final int BATCH = 10;
    private static final String PUBLISH = "publish";
    private static final String BATCHED = "publish in batches of " + BATCH;
    private static final String WITH_HISTORY = " with history";
    private static final String WITH_KEY = " with key";
    private static final int RESUMPTIONS = 300;
    private static final int MISSED = 100;
    private static final String DATA = "x".repeat(200);
    private static final Topic.Channel ROOM = new Topic.Channel(ChannelName.parse("room"));

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String title() {
        return "history, resumption and idempotency keys in Redis";
    }

    /** Measures this build; no server is started. */
    @Override
    public List<Result> run(List<SystemUnderTest> systems) {
        return List.of(measure());
    }

    @Override
    public Result run(SystemUnderTest system) {
        return measure();
    }

    private Result measure() {
        Vertx vertx = Vertx.vertx();
        try (BenchRedis redis = BenchRedis.start()) {
            LiveState live = new RedisLiveState(
                    Redis.createClient(vertx, redis.url()),
                    vertx,
                    new NodeSettings(
                            "bench",
                            Duration.ofSeconds(15),
                            Duration.ofSeconds(1),
                            new StateLimits(
                                    new WebhookQueueLimits(1_000, 1_000_000, 1_000_000),
                                    new HistoryLimits(33_554_432, 10_000, 524_288),
                                    10_000_000)),
                    new NodePorts(message -> {}, interruption -> {}, nanos -> {}, Traces.OFF),
                    new MemoryApps(change -> {}),
                    new NothingStored(),
                    InstantSource.system());
            await(live.start());
            Result result = new Result(name(), measures(live, redis, vertx.getOrCreateContext()));
            await(live.stop());
            return result;
        } finally {
            vertx.close();
        }
    }

    private static List<Measure> measures(LiveState live, BenchRedis redis, Context loop) {
        App plain = App.withDefaults("plain", new Secret("secret"));
        App kept = App.withDefaults("kept", new Secret("secret")).withHistory(HistorySettings.ON);
        await(live.subscribe(plain, ROOM.name(), null));
        await(live.subscribe(kept, ROOM.name(), null));
        Map<String, List<Double>> micros = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            int first = round * PER_ROUND;
            add(micros, PUBLISH, redis, () -> publish(live, plain, first, false));
            add(micros, PUBLISH + WITH_HISTORY, redis, () -> publish(live, kept, first, false));
            add(micros, PUBLISH + WITH_KEY, redis, () -> publish(live, plain, first, true));
            add(micros, BATCHED, redis, () -> publishInBatches(loop, live, plain));
            add(micros, BATCHED + WITH_HISTORY, redis, () -> publishInBatches(loop, live, kept));
        }
        List<Measure> measures = new ArrayList<>();
        for (String operation :
                List.of(PUBLISH, PUBLISH + WITH_HISTORY, PUBLISH + WITH_KEY, BATCHED, BATCHED + WITH_HISTORY)) {
            measures.add(Measure.of(operation + ": CPU of Redis, µs", median(micros.get(operation))));
        }
        for (String operation : List.of(PUBLISH, BATCHED)) {
            measures.add(Measure.of(
                    operation + WITH_HISTORY + ", ratio",
                    median(micros.get(operation + WITH_HISTORY)) / median(micros.get(operation))));
        }
        measures.add(
                Measure.of("resume after %d events: µs in Redis".formatted(MISSED), resumption(live, redis, kept)));
        measures.add(Measure.of("memory of a stored event, B", memoryPerEvent(live, redis, kept)));
        return measures;
    }

    private static void add(Map<String, List<Double>> micros, String operation, BenchRedis redis, Runnable operations) {
        CpuTime before = redis.processStats().cpuTime();
        operations.run();
        CpuTime used = redis.processStats().cpuTime().since(before);
        micros.computeIfAbsent(operation, any -> new ArrayList<>()).add(used.total() / 1e3 / PER_ROUND);
    }

    /** Publishes what an event loop would receive in one pass together. */
    private static void publishInBatches(Context loop, LiveState live, App app) {
        for (int i = 0; i < PER_ROUND / BATCH; i++) {
            CompletableFuture<Void> published = new CompletableFuture<>();
            loop.runOnContext(pass -> CompletableFuture.allOf(IntStream.range(0, BATCH)
                            .mapToObj(n ->
                                    live.publish(app, publication(false, null)).toCompletableFuture())
                            .toArray(CompletableFuture[]::new))
                    .thenAccept(published::complete));
            published.join();
        }
    }

    private static double median(@Nullable List<Double> values) {
        List<Double> sorted =
                values == null ? List.of() : values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void publish(LiveState live, App app, int first, boolean keyed) {
        for (int i = first; i < first + PER_ROUND; i++) {
            IdempotencyKey key = keyed ? new IdempotencyKey("key-" + i, "0123456789abcdef0123456789abcdef") : null;
            await(live.publish(app, publication(false, key)));
        }
    }

    private static Publication publication(boolean withIds, @Nullable IdempotencyKey key) {
        return new Publication(
                List.of(Event.fromBackend(ROOM, "news", DATA, null)), 1, false, withIds, key, Trace.NONE);
    }

    private static double resumption(LiveState live, BenchRedis redis, App app) {
        PublishResult.Accepted last = (PublishResult.Accepted) await(live.publish(app, publication(true, null)));
        for (int i = 0; i < MISSED; i++) {
            await(live.publish(app, publication(false, null)));
        }
        CommandStats before = redis.commandStats();
        for (int i = 0; i < RESUMPTIONS; i++) {
            SubscribeResult result =
                    await(live.subscribe(app, ROOM.name(), null, last.ids().getFirst()));
            if (!(((SubscribeResult.Subscribed) result).resumption() instanceof Resumption.Continued continued)
                    || continued.events().size() != MISSED) {
                throw new BenchException("A subscription did not resume: " + result);
            }
        }
        CommandStats used = redis.commandStats().since(before);
        return (double) used.scriptMicros() / used.scriptCalls();
    }

    /** What a full history takes in addition to the app's other keys, with its data of 200 bytes. */
    private static double memoryPerEvent(LiveState live, BenchRedis redis, App app) {
        Usage.StoredEvents stored = await(live.usage(app)).history();
        return (double) redis.memoryOf("bench:{%s}:h:*".formatted(app.key())) / stored.events();
    }

    /** A store without usage. */
    private record NothingStored() implements UsageStore {

        @Override
        public CompletionStage<Map<LocalDate, Long>> read(String app, YearMonth month) {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Void> save(Map<String, Map<LocalDate, Long>> events) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
