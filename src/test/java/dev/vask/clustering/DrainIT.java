package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Backend;
import dev.vask.support.VaskNode;
import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.SlowRequest;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances that are told to end. */
class DrainIT {

    private static final String LOBBY = "presence-lobby";

    private final VaskNode staying = Service.Steady.ALL;

    @Test
    void sockets_are_sent_elsewhere_one_after_another_and_their_members_leave_once() {
        VaskNode leaving = Service.Steady.CLUSTER.start("all", Map.of());
        TestApp app = staying.app();
        Backend api = app.backend();
        Follower here = Follower.joining(app, LOBBY, "here");
        List<Follower> there = IntStream.range(0, 10)
                .mapToObj(i -> Follower.joining(app.on(leaving), LOBBY, "there-" + i))
                .toList();

        leaving.terminate();
        long told = System.nanoTime();
        await().until(() -> leaving.health("ready").status() == 503);
        assertThat(leaving.health("ready").body()).contains("accepting");
        assertThat(leaving.health("live").status()).isEqualTo(200);
        app.on(leaving).connect("protocol=7").closedWith(4100);

        List<Duration> closed = there.stream()
                .map(each -> CompletableFuture.supplyAsync(
                        () -> sinceThenUntilClosed(each, told), Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();
        for (int i = 1; i < closed.size(); i++) {
            assertThat(closed.get(i).minus(closed.get(i - 1)))
                    .as(closed.toString())
                    .isLessThan(Service.DRAIN.dividedBy(2));
        }
        assertThat(closed.getLast())
                .isBetween(Service.DRAIN.multipliedBy(2).dividedBy(3), Service.DRAIN.plusSeconds(2));
        leaving.awaitExit();

        await().until(() -> api.get("/channels/" + LOBBY + "/users").body().equals("{\"users\":[{\"id\":\"here\"}]}"));
        assertThat(here.catchUp(api).roster()).containsExactly("here");
    }

    private static Duration sinceThenUntilClosed(Follower follower, long then) {
        follower.isClosedWith(4200);
        return Duration.ofNanos(System.nanoTime() - then);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_request_that_is_being_answered_is_answered(int before) throws InterruptedException {
        VaskNode leaving = Service.Steady.CLUSTER.start("api", Map.of());
        TestApp app = staying.app();
        PusherClient client = app.connect().subscribe("news");
        SlowRequest request = SlowRequest.begin(app.on(leaving), "/events", """
                {"name":"n","channel":"news","data":"at the last moment"}""", before);

        leaving.terminate();
        await().until(() -> leaving.health("ready").status() == 503);
        Thread.sleep(500);

        assertThat(request.end()).startsWith("HTTP/1.1 200 ");
        client.receives("n", "news", "at the last moment");
        leaving.awaitExit();
        assertThat(leaving.log()).doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    void an_instance_without_sockets_ends_at_once() {
        VaskNode leaving = Service.Steady.CLUSTER.start("all", Map.of());

        leaving.terminate();
        long told = System.nanoTime();
        leaving.awaitExit();

        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Service.DRAIN);
        assertThat(leaving.log()).doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    void a_client_that_does_not_answer_the_close_keeps_nobody_waiting() {
        VaskNode leaving = Service.Steady.CLUSTER.start("edge", Map.of("vask.edge.drain", "100ms"));
        TestApp app = staying.app();
        try (RawWebSocket mute = RawWebSocket.open(leaving.edge(), "/app/" + app.key() + "?protocol=7")) {
            mute.nextText();

            leaving.terminate();
            long told = System.nanoTime();
            leaving.awaitExit();

            assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
