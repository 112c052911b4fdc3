package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.Cluster;
import dev.vask.support.Json;
import dev.vask.support.NumberPublisher;
import dev.vask.support.RecoveringClient;
import dev.vask.support.RecoveringClients;
import dev.vask.support.RedisProcess;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestApp;
import dev.vask.support.TestPostgres;
import dev.vask.support.VaskNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Recovery and idempotent publishing while connections are cut, nodes are killed and Redis is emptied. */
class RecoveryClusterIT {

    private static final int CLIENTS = 20;
    private static final int DROPPED_CLIENTS = 50;
    private static final Duration DROPS = Duration.ofMinutes(1);
    private static final int REPEATED = 1_000;
    private static final Random RANDOM = new Random();
    private static final Map<String, Object> HISTORY = Map.of("history", Map.of("enabled", true, "max_events", 5_000));

    private final VaskNode surviving = SharedClusters.Stable.ALL;
    private final VaskNode api = SharedClusters.Stable.API;

    @Test
    void nothing_is_missed_repeated_or_reordered_while_connections_are_cut_and_edges_are_killed() {
        List<VaskNode> edges = SharedClusters.Stable.CLUSTER.start("edge", "edge");
        TestApp app = api.app(HISTORY);
        List<NumberPublisher> publishers =
                List.of(new NumberPublisher(app, "room", "a-"), new NumberPublisher(app.on(surviving), "room", "b-"));
        try (TcpProxy one = TcpProxy.to(edges.get(0).edge().getPort());
                TcpProxy other = TcpProxy.to(edges.get(1).edge().getPort());
                RecoveringClients clients = RecoveringClients.open(
                        DROPPED_CLIENTS,
                        app,
                        "room",
                        i -> n -> (i + n) % 2 == 0 ? one.webSocket() : other.webSocket())) {
            List<VaskNode> replacements = publishDuringFailures(publishers, edges, List.of(one, other));

            clients.awaitAll(NumberPublisher.inOrderOfIds(publishers));
            assertThat(clients.all())
                    .allSatisfy(client -> assertThat(client.connections()).isGreaterThan(5));
            replacements.forEach(VaskNode::terminate);
        }
    }

    /** Publishes for a minute, while connections are cut all the time and each edge is killed. Returns the edges in their place. */
    private static List<VaskNode> publishDuringFailures(
            List<NumberPublisher> publishers, List<VaskNode> edges, List<TcpProxy> proxies) {
        try (BackgroundTasks cutting = new BackgroundTasks()) {
            long start = System.nanoTime();
            cutting.repeat(n -> cutAny(proxies)).repeat(n -> cutAll(proxies.get(n % 2)));
            CompletableFuture<List<VaskNode>> killing = supply(() -> List.of(
                    killAndReplace(edges.get(0), proxies.get(0)), killAndReplace(edges.get(1), proxies.get(1))));
            publishers.stream()
                    .map(it -> run(() ->
                            it.publishWhile(() -> System.nanoTime() - start < DROPS.toNanos() || !killing.isDone())))
                    .toList()
                    .forEach(CompletableFuture::join);
            return killing.join();
        }
    }

    private static void cutAny(List<TcpProxy> proxies) {
        sleep(20 + RANDOM.nextInt(100));
        proxies.get(RANDOM.nextInt(2)).closeAnyConnection(RANDOM);
    }

    private static void cutAll(TcpProxy proxy) {
        sleep(1_000 + RANDOM.nextInt(4_000));
        try {
            proxy.refuseConnections(Duration.ofMillis(RANDOM.nextInt(2_000)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kills an edge that serves clients, starts another one, and has the proxy forward to it. */
    private static VaskNode killAndReplace(VaskNode edge, TcpProxy proxy) {
        sleep(10_000);
        edge.kill();
        VaskNode replacement = SharedClusters.Stable.CLUSTER.start("edge", Map.of());
        proxy.redirect(replacement.edge().getPort());
        return replacement;
    }

    private static <T> CompletableFuture<T> supply(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, Thread::startVirtualThread);
    }

    private static CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, Thread::startVirtualThread);
    }

    @Test
    void an_emptied_redis_is_never_taken_for_recovered() throws InterruptedException {
        try (RedisProcess redis = RedisProcess.start();
                Cluster cluster = SharedClusters.create(redis.url(), TestPostgres.database(), Map.of())) {
            List<VaskNode> nodes = cluster.start("edge", "edge", "api");
            TestApp app = nodes.get(2).app(HISTORY);
            try (TcpProxy proxy = TcpProxy.to(nodes.getFirst().edge().getPort());
                    RecoveringClients clients = RecoveringClients.open(
                            CLIENTS,
                            app,
                            "room",
                            i -> n -> i % 2 == 0
                                    ? proxy.webSocket()
                                    : nodes.get(1).edge())) {
                NumberPublisher publisher = new NumberPublisher(app, "room", "");

                publisher.publish(500);
                CompletableFuture<Void> emptying = run(() -> {
                    proxy.refuseConnections();
                    redis.command("FLUSHALL");
                    proxy.acceptConnections();
                });
                publisher.publish(500);
                emptying.join();

                String last = publisher.published().getLast();
                await().atMost(Duration.ofSeconds(30)).until(() -> clients.all().stream()
                        .allMatch(client -> client.received().contains(last)));
                for (RecoveringClient client : clients.all()) {
                    assertThat(client.received()).contains(RecoveringClient.GAP);
                    assertOnlyMissingAtGaps(client.received());
                }
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
    void each_of_many_repeated_publishes_is_delivered_once() {
        VaskNode crashing = SharedClusters.Stable.CLUSTER.start("api", Map.of());
        TestApp app = api.app(HISTORY);
        try (RecoveringClients clients = RecoveringClients.open(CLIENTS, app, "room", i -> n -> surviving.edge());
                TcpProxy proxy = TcpProxy.to(crashing.api().getPort());
                BackgroundTasks cutting = new BackgroundTasks()) {
            cutting.repeat(n -> {
                sleep(20);
                if (n % 2 == 0) {
                    proxy.dropResponses(); // the server carries out what it was sent, and the answer is lost
                } else {
                    proxy.closeConnections();
                }
            });
            URI throughProxy = URI.create("http://127.0.0.1:" + proxy.port());
            IntStream.range(0, 8)
                    .mapToObj(thread -> run(() -> {
                        for (int i = thread; i < REPEATED; i += 8) {
                            if (i == REPEATED / 2) {
                                crashing.kill();
                            }
                            publishRepeatedly(app, throughProxy, i);
                        }
                    }))
                    .toList()
                    .forEach(CompletableFuture::join);

            List<String> accepted =
                    IntStream.range(0, REPEATED).mapToObj(Integer::toString).toList();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(clients.all())
                    .allSatisfy(client -> assertThat(client.received()).containsExactlyInAnyOrderElementsOf(accepted)));
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a publish up to twice through a proxy that loses answers, and then to another node until it is answered. */
    private void publishRepeatedly(TestApp app, URI proxy, int number) {
        String body = Json.of(Map.of(
                "name", "n", "channel", "room", "data", Integer.toString(number), "idempotency_key", "key-" + number));
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                if (app.backend()
                                .post(proxy, "/events", body, Duration.ofMillis(300))
                                .status()
                        == 200) {
                    return;
                }
            } catch (UncheckedIOException e) {
                // lost: send it again
            }
        }
        await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> app.on(api).backend().post("/events", body).status() == 200);
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
