package dev.vask.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activity timeout and pings (5.3). */
@SameInBothModes
class ActivityTimeoutIT {

    private static final Duration ACTIVITY_TIMEOUT = Duration.ofSeconds(2);

    private final Server server = Server.standard();
    private final Server shortTimeouts =
            Server.with(Map.of("vask.edge.activity-timeout", "2s", "vask.edge.pong-timeout", "1s"));

    @ParameterizedTest
    @ValueSource(strings = {"""
        {"event":"pusher:ping","data":{}}""", """
        {"event":"pusher:ping","data":"{}"}""", """
        {"event":"pusher:ping"}"""})
    void a_ping_is_answered_before_any_subscription(String ping) {
        PusherClient client = server.app().connect();

        client.send(ping);

        assertThat(client.next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher:pong","data":{}}"""));
    }

    @Test
    void a_pong_is_not_answered() {
        PusherClient client = server.app().connect();

        client.send("""
            {"event":"pusher:pong","data":{}}""");

        client.receivesNothingMore();
    }

    @Test
    void a_websocket_ping_is_answered_with_its_own_payload() {
        try (RawWebSocket client = established(server.app())) {
            client.frame(true, RawWebSocket.PING, "are you there?".getBytes(UTF_8));

            RawWebSocket.Frame pong = client.next();

            assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
            assertThat(pong.text()).isEqualTo("are you there?");
        }
    }

    @Test
    void the_announced_activity_timeout_is_the_configured_one() {
        PusherClient client = shortTimeouts.app().connect("protocol=7");

        assertThat(client.next().data().path("activity_timeout").intValue()).isEqualTo(2);
    }

    @Test
    void an_idle_client_receives_both_kinds_of_ping_and_is_then_closed() {
        try (RawWebSocket client = established(shortTimeouts.app())) {
            assertThat(client.nextText()).isEqualTo("{\"event\":\"pusher:ping\",\"data\":{}}");
            assertThat(client.next().opcode()).isEqualTo(RawWebSocket.PING);

            client.closedWith(4201);
        }
    }

    @Test
    void a_client_that_answers_only_websocket_pings_stays_connected() {
        try (RawWebSocket client = established(shortTimeouts.app())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.nextText()).contains("pusher:ping");
                RawWebSocket.Frame ping = client.next();
                assertThat(ping.opcode()).isEqualTo(RawWebSocket.PING);
                client.frame(true, RawWebSocket.PONG, ping.payload());
            }
        }
    }

    @Test
    void a_client_that_answers_stays_connected() {
        PusherClient client = shortTimeouts.app().connect();

        client.receives("pusher:ping");
        client.send("""
            {"event":"pusher:pong","data":{}}""");
        client.receives("pusher:ping");
        client.send("""
            {"event":"pusher:pong","data":{}}""");

        client.receives("pusher:ping");
        client.receivesNothingMore();
    }

    @Test
    void any_text_frame_answers_a_ping() {
        PusherClient client = shortTimeouts.app().connect();

        client.receives("pusher:ping");
        client.send("""
            {"event":"pusher:unsubscribe","data":{"channel":"never-subscribed"}}""");

        client.receives("pusher:ping");
    }

    @Test
    void a_malformed_frame_answers_a_ping() {
        PusherClient client = shortTimeouts.app().connect();

        client.receives("pusher:ping");
        client.send("no JSON");

        client.receivesError(null);
        client.receives("pusher:ping");
    }

    @ParameterizedTest
    @ValueSource(ints = {RawWebSocket.PONG, RawWebSocket.PING})
    void any_control_frame_answers_a_ping(int opcode) {
        try (RawWebSocket client = established(shortTimeouts.app())) {
            assertThat(client.nextText()).contains("pusher:ping");
            client.frame(true, opcode, new byte[0]);

            assertThat(client.nextExcept(RawWebSocket.PING).opcode())
                    .isEqualTo(opcode == RawWebSocket.PING ? RawWebSocket.PONG : RawWebSocket.TEXT);
            if (opcode == RawWebSocket.PING) {
                assertThat(client.nextExcept(RawWebSocket.PING).text()).contains("pusher:ping");
            }
        }
    }

    @Test
    void a_frame_from_the_client_postpones_the_ping() throws InterruptedException {
        PusherClient client = shortTimeouts.app().connect();

        Thread.sleep(ACTIVITY_TIMEOUT.dividedBy(2));
        long sent = System.nanoTime();
        client.send("""
            {"event":"pusher:unsubscribe","data":{"channel":"never-subscribed"}}""");

        client.receives("pusher:ping");
        assertThat(Duration.ofNanos(System.nanoTime() - sent))
                .isGreaterThan(ACTIVITY_TIMEOUT.multipliedBy(9).dividedBy(10));
    }

    @Test
    void a_frame_to_the_client_does_not_postpone_the_ping() {
        TestApp app = shortTimeouts.app();
        try (RawWebSocket client = established(app)) {
            client.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
            assertThat(client.nextText()).contains("subscription_succeeded");

            String frame;
            do {
                app.backend().publish("news", "tick", "1");
                frame = client.nextText();
            } while (frame.contains("tick"));
            assertThat(frame).contains("pusher:ping");

            app.backend().publish("news", "tock", "2");
            RawWebSocket.Frame next = client.nextExcept(RawWebSocket.PING);
            while (next.text().contains("tick")) {
                next = client.nextExcept(RawWebSocket.PING); // published before the ping was received
            }
            assertThat(next.text()).contains("tock");
            client.closedWith(4201);
        }
    }

    private static RawWebSocket established(TestApp app) {
        RawWebSocket client = RawWebSocket.open(app.server().edge(), "/app/" + app.key() + "?protocol=7");
        assertThat(client.nextText()).contains("pusher:connection_established");
        return client;
    }
}
