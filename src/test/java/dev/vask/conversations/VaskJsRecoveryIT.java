package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vask.support.Json;
import dev.vask.support.NodeJsProject;
import dev.vask.support.Server;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestApp;
import dev.vask.support.VaskJsClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** pusher-js with vask-js and a server, whose connections a proxy cuts: each event arrives once and in order, or a gap is reported. */
class VaskJsRecoveryIT {

    private static final List<String> CHANNELS =
            List.of("news", "private-news", "presence-news", "cache-news", "private-cache-news", "presence-cache-news");
    private static final String SUBSCRIBED = "pusher:subscription_succeeded";
    private static final String RESUME = "vask:resume";
    private static final String CONTINUED = "{\"ok\":true}";
    private static final String GAP = "{\"ok\":false}";

    private final Server server = Server.standard();
    private final TcpProxy proxy = TcpProxy.to(server.edge().getPort());

    @BeforeEach
    void requireNode() {
        assumeTrue(NodeJsProject.isAvailable() || System.getenv("CI") != null, "pusher-js needs Node and npm");
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void missed_events_of_every_type_of_channel_arrive_once_and_in_order() {
        TestApp app = server.app(Map.of("history", Map.of("enabled", true)));
        try (VaskJsClient client = connect(app, CHANNELS)) {
            CHANNELS.forEach(channel -> publish(app, channel, 1, 3));
            CHANNELS.forEach(channel -> client.await(channel, "item", 3));

            proxy.closeConnections();
            client.await("", "connecting", 1);
            CHANNELS.forEach(channel -> publish(app, channel, 4, 20));
            CHANNELS.forEach(channel -> client.await(channel, RESUME, 1));
            CHANNELS.forEach(channel -> publish(app, channel, 21, 23));
            CHANNELS.forEach(channel -> client.await(channel, "item", 23));

            assertThat(CHANNELS).allSatisfy(channel -> assertThat(texts(client, channel))
                    .containsExactlyElementsOf(Stream.of(items(1, 3), List.of(CONTINUED), items(4, 23))
                            .flatMap(List::stream)
                            .toList()));
        }
    }

    @Test
    void connections_that_are_cut_again_and_again_while_events_are_published_miss_none() {
        TestApp app = server.app(Map.of("history", Map.of("enabled", true, "max_events", 10_000)));
        AtomicBoolean stopped = new AtomicBoolean();
        try (VaskJsClient client = connect(app, List.of("private-news"))) {
            CompletableFuture<Integer> published =
                    CompletableFuture.supplyAsync(() -> publishUntil(stopped, app, "private-news"));
            for (int cuts = 1; cuts <= 5; cuts++) {
                client.await("private-news", "item", 20 * cuts);
                proxy.closeConnections();
                client.await("private-news", RESUME, cuts);
            }
            stopped.set(true);
            int last = published.join();
            client.await("private-news", "item", last);

            List<String> received = new ArrayList<>(texts(client, "private-news"));
            assertThat(received.removeIf(CONTINUED::equals)).isTrue();
            assertThat(received).containsExactlyElementsOf(items(1, last));
        }
    }

    @Test
    void a_client_does_not_receive_its_own_events_after_a_reconnect() {
        TestApp app = server.app(Map.of("history", Map.of("enabled", true)));
        try (VaskJsClient client = connect(app, List.of("news"))) {
            String socketId =
                    client.await("", "connected", 1).data().get("socket_id").textValue();

            proxy.refuseConnections();
            client.await("", "connecting", 1);
            publish(app, "news", 1, 1);
            app.backend()
                    .post(
                            "/events",
                            Json.of(Map.of(
                                    "name", "item", "channel", "news", "data", "{\"n\":2}", "socket_id", socketId)))
                    .expect(200);
            publish(app, "news", 3, 3);
            proxy.acceptConnections();
            client.await("news", "item", 2);

            assertThat(texts(client, "news")).containsExactly(CONTINUED, "{\"n\":1}", "{\"n\":3}");
        }
    }

    @Test
    void a_gap_is_reported_if_more_events_were_missed_than_are_kept() {
        TestApp app = server.app(Map.of("history", Map.of("enabled", true, "max_events", 5)));
        try (VaskJsClient client = connect(app, List.of("news"))) {
            proxy.refuseConnections();
            client.await("", "connecting", 1);
            publish(app, "news", 1, 10);
            proxy.acceptConnections();
            client.await("news", RESUME, 1);
            publish(app, "news", 11, 11);
            client.await("news", "item", 1);

            proxy.refuseConnections();
            client.await("", "connecting", 2);
            publish(app, "news", 12, 13);
            proxy.acceptConnections();
            client.await("news", "item", 3);

            assertThat(texts(client, "news")).containsExactly(GAP, "{\"n\":11}", CONTINUED, "{\"n\":12}", "{\"n\":13}");
        }
    }

    @Test
    void a_gap_is_reported_without_history() {
        TestApp app = server.app();
        try (VaskJsClient client = connect(app, List.of("news"))) {
            proxy.refuseConnections();
            client.await("", "connecting", 1);
            publish(app, "news", 1, 1);
            proxy.acceptConnections();
            client.await("news", RESUME, 1);
            publish(app, "news", 2, 2);
            client.await("news", "item", 1);

            assertThat(texts(client, "news")).containsExactly(GAP, "{\"n\":2}");
        }
    }

    private VaskJsClient connect(TestApp app, List<String> channels) {
        VaskJsClient client = new VaskJsClient(app, proxy.port(), channels);
        channels.forEach(channel -> client.await(channel, SUBSCRIBED, 1));
        return client;
    }

    /** Publishes events with these numbers, one after the other. */
    private static void publish(TestApp app, String channel, int first, int last) {
        items(first, last).forEach(item -> app.backend().publish(channel, "item", item));
    }

    /** Publishes about 100 events per second, with the numbers from 1. Returns the last number. */
    private static int publishUntil(AtomicBoolean stopped, TestApp app, String channel) {
        try {
            int last = 0;
            while (!stopped.get()) {
                last++;
                publish(app, channel, last, last);
                Thread.sleep(8);
            }
            return last;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> items(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj("{\"n\":%d}"::formatted)
                .toList();
    }

    /** Data of all events of a channel that are not events of the protocol. */
    private static List<String> texts(VaskJsClient client, String channel) {
        return client.received(channel).stream()
                .map(event -> event.data().toString())
                .toList();
    }
}
