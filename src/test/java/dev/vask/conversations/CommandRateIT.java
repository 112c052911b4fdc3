package dev.vask.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many commands a connection may send (section 14): above the rate it waits, and is closed if it does not come down. */
@ResourceLock(Server.FLOOD)
class CommandRateIT {

    private static final String PING_EVENT = "{\"event\":\"pusher:ping\",\"data\":{}}";

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void what_exceeds_the_burst_is_carried_out_at_the_rate_and_not_lost(String direct) {
        Server server = limited(direct);
        try (RawWebSocket client = established(server.app())) {
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                client.text(PING_EVENT);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.nextText()).contains("pusher:pong");
            }

            // All but a burst of ten wait for their turn, 50 ms each; what was saved for them since the connect is one
            // burst at most.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(9 * 50));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void control_frames_count_too(String direct) {
        Server server = limited(direct);
        try (RawWebSocket client = established(server.app())) {
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                client.frame(true, RawWebSocket.PONG, "unasked".getBytes(UTF_8));
            }
            client.text(PING_EVENT);

            assertThat(client.nextText()).contains("pusher:pong");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(10 * 50));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void who_stays_above_the_rate_is_closed_and_the_others_go_on(String direct) {
        Server server = limited(direct);
        TestApp app = server.app();
        PusherClient neighbour = app.connect().subscribe("calm");
        long before = Rejections.of(server, "command_rate");
        try (RawWebSocket client = established(app)) {
            for (int i = 0; i < 200; i++) {
                client.text(PING_EVENT);
            }

            RawWebSocket.Frame next = client.next();
            while (next.opcode() == RawWebSocket.TEXT) {
                next = client.next();
            }
            assertThat(next.opcode()).isEqualTo(RawWebSocket.CLOSE);
            assertThat(next.code()).isEqualTo(4100);
            client.receivesEnd();
        }
        assertThat(Rejections.of(server, "command_rate")).isGreaterThan(before);
        app.backend().publish("calm", "n", "1");
        neighbour.receives("n", "calm", "1");
    }

    @Test
    void two_hundred_subscriptions_at_once_are_within_the_burst() {
        TestApp app = Server.standard().app();
        PusherClient client = app.connect();

        for (int i = 0; i < 200; i++) {
            client.send("pusher:subscribe", Map.of("channel", "room-" + i));
        }

        for (int i = 0; i < 200; i++) {
            client.receives("pusher_internal:subscription_succeeded", "room-" + i);
        }
    }

    private static Server limited(String direct) {
        return Server.with(Map.of(
                "vask.edge.direct-writes", direct,
                "vask.edge.commands-per-second", "20",
                "vask.edge.command-burst", "10",
                "vask.edge.throttle-timeout", "2s"));
    }

    private static RawWebSocket established(TestApp app) {
        RawWebSocket client = RawWebSocket.open(app.server().edge(), "/app/" + app.key() + "?protocol=7");
        assertThat(client.nextText()).contains("pusher:connection_established");
        return client;
    }
}
