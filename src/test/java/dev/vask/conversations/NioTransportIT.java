package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Frames arrive complete and in order with the NIO transport, which native executables use. */
@SameInBothModes
@ResourceLock(Server.FLOOD)
class NioTransportIT {

    private static final int BATCHES = 120;
    private static final int EVENTS_PER_BATCH = 10;

    /** The outbound buffer of a connection is larger than the network buffers. */
    private final Server server = Server.with(Map.of(
            "quarkus.vertx.prefer-native-transport", "false", "vask.edge.outbound-bytes", Integer.toString(64 << 20)));

    private final TestApp app = server.app();

    @Test
    void a_client_that_reads_late_receives_every_event_in_order() {
        try (RawWebSocket late = RawWebSocket.open(server.edge(), "/app/" + app.key() + "?protocol=7")) {
            late.nextText();
            late.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}")
                    .nextText();

            for (int batch = 0; batch < BATCHES; batch++) {
                app.backend()
                        .post("/batch_events", batch(batch * EVENTS_PER_BATCH))
                        .expect(200);
            }

            for (int i = 0; i < BATCHES * EVENTS_PER_BATCH; i++) {
                assertThat(late.nextText())
                        .startsWith("{\"event\":\"n%d\"".formatted(i))
                        .endsWith("}");
            }
        }
    }

    @Test
    void events_are_delivered_to_all_subscribers() {
        List<PusherClient> clients = IntStream.range(0, 5)
                .mapToObj(i -> app.connect().subscribe("room"))
                .toList();

        for (int i = 0; i < 50; i++) {
            app.backend().publish("room", "news", "{\"n\":%d}".formatted(i));
        }

        for (PusherClient client : clients) {
            for (int i = 0; i < 50; i++) {
                client.receives("news", "room", "{\"n\":%d}".formatted(i));
            }
            client.receivesNothingMore();
        }
    }

    private static String batch(int first) {
        return Json.of(Map.of(
                "batch",
                IntStream.range(first, first + EVENTS_PER_BATCH)
                        .mapToObj(i -> Map.of("name", "n" + i, "channel", "news", "data", "d".repeat(10_240)))
                        .toList()));
    }
}
