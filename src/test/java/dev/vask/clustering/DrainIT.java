package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Backend;
import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.SlowRequest;
import dev.vask.support.TestApp;
import dev.vask.support.VaskNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that are terminated with SIGTERM. */
class DrainIT {

    private static final String LOBBY = "presence-lobby";

    private final VaskNode staying = SharedClusters.Stable.ALL;

    @Test
    void a_terminated_node_closes_its_connections_gradually_and_its_members_leave_once() {
        VaskNode leaving = SharedClusters.Stable.CLUSTER.start("all", Map.of());
        TestApp app = staying.app();
        Backend api = app.backend();
        ChannelObserver here = ChannelObserver.joining(app, LOBBY, "here");
        List<ChannelObserver> there = IntStream.range(0, 10)
                .mapToObj(i -> ChannelObserver.joining(app.on(leaving), LOBBY, "there-" + i))
                .toList();

        leaving.terminate();
        long terminatedAt = System.nanoTime();
        await().until(() -> leaving.health("ready").status() == 503);
        assertThat(leaving.health("ready").body()).contains("accepting");
        assertThat(leaving.health("live").status()).isEqualTo(200);
        app.on(leaving).connect("protocol=7").closedWith(4100);

        List<Duration> closed = there.stream()
                .map(each -> CompletableFuture.supplyAsync(
                        () -> timeUntilClosed(each, terminatedAt), Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();
        for (int i = 1; i < closed.size(); i++) {
            assertThat(closed.get(i).minus(closed.get(i - 1)))
                    .as(closed.toString())
                    .isLessThan(SharedClusters.DRAIN.dividedBy(2));
        }
        assertThat(closed.getLast())
                .isBetween(SharedClusters.DRAIN.multipliedBy(2).dividedBy(3), SharedClusters.DRAIN.plusSeconds(2));
        leaving.awaitExit();

        await().until(() -> Stream.of(SharedClusters.Stable.EDGE, SharedClusters.Stable.ALL, SharedClusters.Stable.API)
                .anyMatch(it -> it.log().contains(" left; releasing what it still holds")));
        await().until(() -> api.get("/channels/" + LOBBY + "/users").body().equals("{\"users\":[{\"id\":\"here\"}]}"));
        assertThat(here.catchUp(api).members()).containsExactly("here");
    }

    private static Duration timeUntilClosed(ChannelObserver observer, long since) {
        observer.receivesUntilClosedWith(4200);
        return Duration.ofNanos(System.nanoTime() - since);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_request_in_progress_is_completed(int precedingRequests) throws InterruptedException {
        VaskNode leaving = SharedClusters.Stable.CLUSTER.start("api", Map.of());
        TestApp app = staying.app();
        PusherClient client = app.connect().subscribe("news");
        SlowRequest request = SlowRequest.begin(app.on(leaving), "/events", """
                {"name":"n","channel":"news","data":"last event"}""", precedingRequests);

        leaving.terminate();
        await().until(() -> leaving.health("ready").status() == 503);
        Thread.sleep(500);

        assertThat(request.finish()).startsWith("HTTP/1.1 200 ");
        client.receives("n", "news", "last event");
        leaving.awaitExit();
        assertThat(leaving.log()).doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    void a_node_without_connections_exits_immediately() {
        VaskNode leaving = SharedClusters.Stable.CLUSTER.start("all", Map.of());

        leaving.terminate();
        long terminatedAt = System.nanoTime();
        leaving.awaitExit();

        assertThat(Duration.ofNanos(System.nanoTime() - terminatedAt)).isLessThan(SharedClusters.DRAIN);
        assertThat(leaving.log()).doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    void a_client_that_ignores_the_close_does_not_delay_the_exit() {
        VaskNode leaving = SharedClusters.Stable.CLUSTER.start("edge", Map.of("vask.edge.drain", "100ms"));
        TestApp app = staying.app();
        try (RawWebSocket unresponsive = RawWebSocket.open(leaving.edge(), "/app/" + app.key() + "?protocol=7")) {
            unresponsive.nextText();

            leaving.terminate();
            long terminatedAt = System.nanoTime();
            leaving.awaitExit();

            assertThat(Duration.ofNanos(System.nanoTime() - terminatedAt)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
