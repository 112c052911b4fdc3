package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.BackgroundTasks;
import dev.vask.support.Cluster;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.WebhookEndpoint.ReceivedRequest;
import dev.vask.support.WebhookEndpoint.Reply;
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

/** Webhooks are delivered while nodes crash and endpoints fail. */
class WebhookFailoverIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int PAIRS = 18;

    private final Cluster cluster = SharedClusters.create(
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
    void all_events_are_delivered_although_the_delivering_node_is_killed_and_requests_fail() throws Exception {
        backend.respondsWith(this::failOneInFive);
        List<VaskNode> first = cluster.start("all", "edge");
        VaskNode crashing = first.getFirst();
        TestApp app = crashing.app(Map.of("webhook", Map.of("url", backend.url())));
        CountDownLatch half = new CountDownLatch(PAIRS * PresenceChurn.CHANNELS / 2);
        List<PresenceChurn> pairs = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                PresenceChurn pair =
                        new PresenceChurn("presence-" + i, app.on(crashing), app.on(first.getLast()), half);
                pairs.add(pair);
                runs.add(threads.submit(pair::joinAndLeaveAll));
            }
            backend.awaitRequests(1); // the crashing node delivers
            cluster.start("api", Map.of());
            assertThat(half.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            crashing.kill();
            for (Future<?> subscribeAndUnsubscribe : runs) {
                subscribeAndUnsubscribe.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            }
        }

        Map<String, List<String>> certain = new HashMap<>();
        Map<String, List<String>> possible = new HashMap<>();
        pairs.forEach(pair -> pair.addExpected(certain, possible));
        assertThat(certain.values().stream().mapToInt(List::size).sum()).isGreaterThan(10_000);
        await().atMost(TIMEOUT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            Map<String, List<String>> delivered = delivered();
            certain.forEach((channel, events) ->
                    assertThat(delivered.getOrDefault(channel, List.of())).containsAll(events));
            allRequestsAreAccepted();
        });
        Map<String, List<String>> delivered = delivered();
        assertThat(delivered.keySet()).isEqualTo(certain.keySet());
        delivered.forEach((channel, events) -> {
            assertThat(events).as(channel).doesNotHaveDuplicates().isSubsetOf(possible.get(channel));
            assertThat(events).as(channel).startsWith("channel_occupied ").endsWith("channel_vacated ");
            for (String user : List.of("ada", "bob")) {
                assertThat(events.indexOf("member_added " + user))
                        .as("%s: %s", channel, events)
                        .isLessThanOrEqualTo(events.indexOf("member_removed " + user));
            }
        });
    }

    private Reply failOneInFive(ReceivedRequest request) {
        return switch (ThreadLocalRandom.current().nextInt(10)) {
            case 0 -> new Reply.Status(500);
            case 1 -> new Reply.Abort();
            default -> accept(request);
        };
    }

    private Reply accept(ReceivedRequest request) {
        accepted.add(request.deliveryId());
        return new Reply.Status(200);
    }

    private void allRequestsAreAccepted() {
        assertThat(backend.received())
                .allSatisfy(request -> assertThat(accepted).contains(request.deliveryId()));
    }

    /** The events of each channel, as name and user, in the order of their first attempts. Retries are ignored. */
    private Map<String, List<String>> delivered() {
        Map<String, List<String>> delivered = new HashMap<>();
        backend.events().stream().map(Json::parse).forEach(event -> delivered
                .computeIfAbsent(event.path("channel").textValue(), any -> new ArrayList<>())
                .add(event.path("name").textValue() + " "
                        + event.path("user_id").asText()));
        return delivered;
    }

    /** All times are a tenth of the defaults: the first retry follows after 100 ms, and the outage of a minute takes 6 s. */
    @Test
    void an_endpoint_outage_loses_no_events_and_delays_no_other_app() throws InterruptedException {
        VaskNode node = cluster.start("all", Map.of());
        TestApp unreachable = node.app(
                Map.of("webhook", Map.of("url", backend.refuseConnections().url())));
        AtomicInteger rooms = new AtomicInteger();
        PusherClient client = unreachable.connect();

        try (BackgroundTasks tasks = new BackgroundTasks()) {
            tasks.repeat(number -> {
                subscribeAndUnsubscribe(client, "room-" + number);
                rooms.incrementAndGet();
                sleep(Duration.ofMillis(20));
            });
            otherAppIsNotDelayed(node, Duration.ofSeconds(6));
        }
        backend.respondsWith(this::accept).acceptConnections();
        for (int i = 0; i < 20; i++) {
            subscribeAndUnsubscribe(client, "later-" + i);
        }

        assertThat(rooms).hasPositiveValue();
        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(delivered()).hasSize(rooms.get() + 20);
            assertThat(delivered().values()).allSatisfy(events -> assertThat(events)
                    .containsExactlyInAnyOrder("channel_occupied ", "channel_vacated "));
            allRequestsAreAccepted();
        });
        assertThat(backend.received()).extracting(ReceivedRequest::deliveryId).doesNotHaveDuplicates();
        for (int i = 0; i < 20; i++) {
            assertThat(delivered().get("later-" + i)).containsExactly("channel_occupied ", "channel_vacated ");
        }
    }

    private static void subscribeAndUnsubscribe(PusherClient client, String channel) {
        client.subscribe(channel).unsubscribe(channel).awaitProcessed();
    }

    /** Another app's webhooks and events are delivered without delay. */
    private static void otherAppIsNotDelayed(VaskNode node, Duration time) {
        try (WebhookEndpoint healthy = new WebhookEndpoint()) {
            TestApp other = node.app(Map.of("webhook", Map.of("url", healthy.url())));
            PusherClient reader = other.connect().subscribe("news");
            long end = System.nanoTime() + time.toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                long startedAt = System.nanoTime();
                reader.subscribe("room-" + i);
                other.backend().publish("news", "n", Integer.toString(i));
                reader.receives("n", "news", Integer.toString(i));
                String occupied = "{\"name\":\"channel_occupied\",\"channel\":\"room-%d\"}".formatted(i);
                await().pollInterval(Duration.ofMillis(10))
                        .until(() -> healthy.events().contains(occupied));
                reader.unsubscribe("room-" + i);
                assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
