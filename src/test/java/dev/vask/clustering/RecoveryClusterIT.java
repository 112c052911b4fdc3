package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.Cluster;
import dev.vask.support.Json;
import dev.vask.support.RecoveringClient;
import dev.vask.support.RedisProcess;
import dev.vask.support.Response;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestApp;
import dev.vask.support.TestPostgres;
import dev.vask.support.VaskNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Recovery and idempotent publishing while nodes are killed and Redis is emptied. */
class RecoveryClusterIT {

    private static final int CLIENTS = 20;
    private static final Map<String, Object> HISTORY = Map.of("history", Map.of("enabled", true, "max_events", 5_000));

    private final VaskNode surviving = SharedClusters.Stable.ALL;
    private final VaskNode api = SharedClusters.Stable.API;

    private static List<RecoveringClient> open(TestApp app, IntFunction<IntFunction<URI>> edges) {
        List<RecoveringClient> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> RecoveringClient.open(edges.apply(i), "/app/" + app.key(), "room"))
                .toList();
        await().atMost(Duration.ofSeconds(30)).until(() -> clients.stream().allMatch(RecoveringClient::isSubscribed));
        return clients;
    }

    /** Publishes the numbers in their order, each until it is accepted. */
    private static List<String> publish(TestApp app, int number, Runnable inTheMiddle) throws InterruptedException {
        List<String> published = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            if (i == number / 2) {
                Thread.ofVirtual().start(inTheMiddle);
            }
            String data = Integer.toString(i);
            String body =
                    Json.of(Map.of("name", "n", "channel", "room", "data", data, "idempotency_key", "event-" + i));
            await().atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        int status = app.backend().post("/events", body).status();
                        assertThat(status).isIn(200, 409, 503);
                        return status == 200;
                    });
            published.add(data);
            Thread.sleep(5);
        }
        return published;
    }

    @Test
    void clients_of_a_killed_node_continue_on_another_one() throws InterruptedException {
        VaskNode crashing = SharedClusters.Stable.CLUSTER.start("edge", Map.of());
        TestApp app = api.app(HISTORY);
        List<RecoveringClient> clients = open(app, i -> n -> n == 0 && i % 2 == 0 ? crashing.edge() : surviving.edge());

        List<String> published = publish(app, 1_000, crashing::kill);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(clients)
                .allSatisfy(client -> assertThat(client.received()).isEqualTo(published)));
        clients.forEach(RecoveringClient::close);
    }

    @Test
    void an_emptied_redis_is_never_taken_for_recovered() throws InterruptedException {
        try (RedisProcess redis = RedisProcess.start();
                Cluster cluster = SharedClusters.create(redis.url(), TestPostgres.database(), Map.of())) {
            List<VaskNode> nodes = cluster.start("edge", "edge", "api");
            TestApp app = nodes.get(2).app(HISTORY);
            try (TcpProxy proxy = TcpProxy.to(nodes.getFirst().edge().getPort())) {
                URI cut = URI.create("ws://127.0.0.1:" + proxy.port());
                List<RecoveringClient> clients =
                        open(app, i -> n -> i % 2 == 0 ? cut : nodes.get(1).edge());

                List<String> published = publish(app, 1_000, () -> {
                    proxy.refuseConnections();
                    redis.command("FLUSHALL");
                    proxy.acceptConnections();
                });

                String last = published.getLast();
                await().atMost(Duration.ofSeconds(30)).until(() -> clients.stream()
                        .allMatch(client -> client.received().contains(last)));
                for (RecoveringClient client : clients) {
                    assertThat(client.received()).contains(RecoveringClient.GAP);
                    assertOnlyMissingAtGaps(client.received());
                }
                clients.forEach(RecoveringClient::close);
            }
        }
    }

    private static void assertOnlyMissingAtGaps(List<String> received) {
        int next = 0;
        boolean isAfterGap = false;
        for (String data : received) {
            if (data.equals(RecoveringClient.GAP)) {
                isAfterGap = true;
                continue;
            }
            int number = Integer.parseInt(data);
            assertThat(number)
                    .as("no event is repeated or reordered: %s", received)
                    .isGreaterThanOrEqualTo(next);
            assertThat(number == next || isAfterGap)
                    .as("%d follows %d without a gap: %s", number, next - 1, received)
                    .isTrue();
            next = number + 1;
            isAfterGap = false;
        }
    }

    @Test
    void each_of_many_repeated_publishes_is_delivered_once() throws InterruptedException {
        VaskNode crashing = SharedClusters.Stable.CLUSTER.start("api", Map.of());
        TestApp app = api.app(HISTORY);
        List<RecoveringClient> clients = open(app, i -> n -> surviving.edge());
        Set<String> accepted = Collections.synchronizedSet(new HashSet<>());
        try (TcpProxy proxy = TcpProxy.to(crashing.api().getPort());
                BackgroundTasks cutting = new BackgroundTasks()) {
            cutting.repeat(n -> {
                sleep();
                if (n % 2 == 0) {
                    proxy.dropResponses(); // the server carries out what it was sent, and the answer is lost
                } else {
                    proxy.closeConnections();
                }
            });
            URI throughProxy = URI.create("http://127.0.0.1:" + proxy.port());
            IntStream.range(0, 8)
                    .mapToObj(thread -> Thread.ofVirtual().start(() -> {
                        for (int i = thread; i < 1_000; i += 8) {
                            if (i == 500) {
                                crashing.kill();
                            }
                            if (publishRepeatedly(app, throughProxy, i)) {
                                accepted.add(Integer.toString(i));
                            }
                        }
                    }))
                    .toList()
                    .forEach(RecoveryClusterIT::join);
        }

        assertThat(accepted).hasSize(1_000);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(clients).allSatisfy(client -> assertThat(client.received())
                        .doesNotHaveDuplicates()
                        .containsExactlyInAnyOrderElementsOf(accepted)));
        clients.forEach(RecoveringClient::close);
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a publish up to three times through a proxy that loses answers, and then to another node until it is answered. */
    private boolean publishRepeatedly(TestApp app, URI proxy, int number) {
        String body = Json.of(Map.of(
                "name", "n", "channel", "room", "data", Integer.toString(number), "idempotency_key", "key-" + number));
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                if (app.backend()
                                .post(proxy, "/events", body, Duration.ofMillis(300))
                                .status()
                        == 200) {
                    return true;
                }
            } catch (UncheckedIOException e) {
                // lost: send it again
            }
        }
        await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    Response response = app.on(api).backend().post("/events", body);
                    return response.status() == 200;
                });
        return true;
    }

    @Test
    void the_answer_of_a_repeated_publish_is_the_same_on_every_node() {
        TestApp app = api.app(HISTORY);
        String body = Json.of(
                Map.of("name", "n", "channel", "room", "data", "1", "idempotency_key", "key", "return_ids", true));

        JsonNode first = app.backend().post("/events", body).expect(200).json();

        assertThat(app.on(surviving).backend().post("/events", body).expect(200).json())
                .isEqualTo(first);
    }
}
