package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Cluster;
import dev.vask.support.VaskNode;
import dev.vask.support.Json;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.PusherClient;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.WebhookEndpoint.ReceivedRequest;
import dev.vask.support.WebhookEndpoint.Reply;
import dev.vask.support.TestApp;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What backends are told while instances die and endpoints fail. */
class WebhooksIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAIRS = 18;

    private final Cluster cluster = Service.on(
            TestRedis.url(),
            TestPostgres.database(),
            Map.of(
                    "vask.cluster.lease", "8s",
                    "vask.webhooks.allow-private-targets", "true",
                    "vask.webhooks.grace", "1s",
                    "vask.webhooks.backoff", "100ms"));
    private final WebhookEndpoint backend = new WebhookEndpoint();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    @AfterEach
    void end() {
        backend.close();
        cluster.close();
    }

    @Test
    void ten_thousand_changes_are_told_though_who_tells_them_is_killed_and_one_call_in_five_fails() throws Exception {
        backend.respondsWith(this::failsOneInFive);
        List<VaskNode> first = cluster.start("all", "edge");
        VaskNode doomed = first.getFirst();
        TestApp app = doomed.app(Map.of("webhook", Map.of("url", backend.url())));
        CountDownLatch half = new CountDownLatch(PAIRS * Visitors.CHANNELS / 2);
        List<Visitors> visitors = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> visits = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                Visitors pair = new Visitors("presence-" + i, app.on(doomed), app.on(first.getLast()), half);
                visitors.add(pair);
                visits.add(threads.submit(pair::comeAndGo));
            }
            backend.awaitRequests(1); // so it is the doomed one that tells
            cluster.start("api", Map.of());
            assertThat(half.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            doomed.kill();
            for (Future<?> visit : visits) {
                visit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }

        Map<String, List<String>> certain = new HashMap<>();
        Map<String, List<String>> possible = new HashMap<>();
        visitors.forEach(pair -> pair.tell(certain, possible));
        assertThat(certain.values().stream().mapToInt(List::size).sum()).isGreaterThan(10_000);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            Map<String, List<String>> told = told();
            certain.forEach((channel, events) ->
                    assertThat(told.getOrDefault(channel, List.of())).containsAll(events));
            allAreAccepted();
        });
        Map<String, List<String>> told = told();
        assertThat(told.keySet()).isEqualTo(certain.keySet());
        told.forEach((channel, events) -> {
            assertThat(events).as(channel).doesNotHaveDuplicates().isSubsetOf(possible.get(channel));
            assertThat(events).as(channel).startsWith("channel_occupied ").endsWith("channel_vacated ");
            for (String user : List.of("ada", "bob")) {
                assertThat(events.indexOf("member_added " + user))
                        .as("%s: %s", channel, events)
                        .isLessThanOrEqualTo(events.indexOf("member_removed " + user));
            }
        });
    }

    private Reply failsOneInFive(ReceivedRequest request) {
        return switch (ThreadLocalRandom.current().nextInt(10)) {
            case 0 -> new Reply.Status(500);
            case 1 -> new Reply.Abort();
            default -> accepts(request);
        };
    }

    private Reply accepts(ReceivedRequest request) {
        accepted.add(request.delivery());
        return new Reply.Status(200);
    }

    private void allAreAccepted() {
        assertThat(backend.received())
                .allSatisfy(request -> assertThat(accepted).contains(request.delivery()));
    }

    /** The events of each channel, as name and user, in the order of their first attempts. What was attempted again counts once. */
    private Map<String, List<String>> told() {
        Map<String, List<String>> told = new HashMap<>();
        backend.events().stream().map(Json::parse).forEach(event -> told.computeIfAbsent(
                        event.path("channel").textValue(), any -> new ArrayList<>())
                .add(event.path("name").textValue() + " "
                        + event.path("user_id").asText()));
        return told;
    }

    /** By a clock that goes ten times as fast: the first retry comes after 100 ms, not 1 s, and so the minute has 6 s. */
    @Test
    void an_endpoint_that_refuses_connections_for_a_minute_is_told_all_then_and_nobody_else_waits()
            throws InterruptedException {
        VaskNode instance = cluster.start("all", Map.of());
        TestApp refused =
                instance.app(Map.of("webhook", Map.of("url", backend.refuseConnections().url())));
        AtomicInteger rooms = new AtomicInteger();
        PusherClient visitor = refused.connect();

        try (BackgroundTasks meanwhile = new BackgroundTasks()) {
            meanwhile.repeat(number -> {
                visit(visitor, "room-" + number);
                rooms.incrementAndGet();
                pause(Duration.ofMillis(20));
            });
            nobodyElseWaitsFor(instance, Duration.ofSeconds(6));
        }
        backend.respondsWith(this::accepts).acceptConnections();
        for (int i = 0; i < 20; i++) {
            visit(visitor, "later-" + i);
        }

        assertThat(rooms).hasPositiveValue();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(told()).hasSize(rooms.get() + 20);
            assertThat(told().values()).allSatisfy(events -> assertThat(events)
                    .containsExactlyInAnyOrder("channel_occupied ", "channel_vacated "));
            allAreAccepted();
        });
        assertThat(backend.received()).extracting(ReceivedRequest::delivery).doesNotHaveDuplicates();
        for (int i = 0; i < 20; i++) {
            assertThat(told().get("later-" + i)).containsExactly("channel_occupied ", "channel_vacated ");
        }
    }

    private static void visit(PusherClient client, String channel) {
        client.subscribe(channel).unsubscribe(channel).awaitProcessed();
    }

    /** What another app's backend is told, and what its clients hear, comes as soon as ever. */
    private static void nobodyElseWaitsFor(VaskNode instance, Duration time) {
        try (WebhookEndpoint healthy = new WebhookEndpoint()) {
            TestApp other = instance.app(Map.of("webhook", Map.of("url", healthy.url())));
            PusherClient reader = other.connect().subscribe("news");
            long end = System.nanoTime() + time.toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                long begun = System.nanoTime();
                reader.subscribe("room-" + i);
                other.backend().publish("news", "n", Integer.toString(i));
                reader.receives("n", "news", Integer.toString(i));
                String occupied = "{\"name\":\"channel_occupied\",\"channel\":\"room-%d\"}".formatted(i);
                await().pollInterval(Duration.ofMillis(10))
                        .until(() -> healthy.events().contains(occupied));
                reader.unsubscribe("room-" + i);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
