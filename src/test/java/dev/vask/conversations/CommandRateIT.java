package dev.vask.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command rate of a connection (section 14): commands above the rate are delayed, and a client that stays above it is closed. */
@SameInBothModes
@ResourceLock(Server.FLOOD)
class CommandRateIT {

    private static final String PING_EVENT = "{\"event\":\"pusher:ping\",\"data\":{}}";

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void commands_above_the_burst_are_delayed_and_not_dropped(String direct) {
        Server server = serverWithLowRate(direct);
        try (RawWebSocket client = established(server.app())) {
            long startedAt = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                client.text(PING_EVENT);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.nextText()).contains("pusher:pong");
            }

            // All commands after the burst of ten are delayed, 50 ms each. At most one burst is available at the start.
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThan(Duration.ofMillis(9 * 50));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void control_frames_count_as_commands(String direct) {
        Server server = serverWithLowRate(direct);
        try (RawWebSocket client = established(server.app())) {
            long startedAt = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                client.frame(true, RawWebSocket.PONG, "unasked".getBytes(UTF_8));
            }
            client.text(PING_EVENT);

            assertThat(client.nextText()).contains("pusher:pong");
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThan(Duration.ofMillis(10 * 50));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void a_client_that_stays_above_the_rate_is_closed_and_others_are_not_affected(String direct) {
        Server server = serverWithLowRate(direct);
        TestApp app = server.app();
        PusherClient otherClient = app.connect().subscribe("calm");
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
        otherClient.receives("n", "calm", "1");
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

    private static Server serverWithLowRate(String direct) {
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
