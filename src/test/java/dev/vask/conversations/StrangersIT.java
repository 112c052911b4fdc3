package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An address that comes too often, or guesses too often, has to wait; others need not. */
class StrangersIT {

    private static final int MOST = 3;

    private final Server server = Server.with(Map.of(
            "vask.edge.connections-per-minute", "" + MOST,
            "vask.edge.failed-signatures-per-minute", "" + MOST,
            "vask.edge.trusted-proxies", "127.0.0.0/8"));
    private final TestApp app = server.app();

    @Test
    void an_address_opens_so_many_connections_in_a_minute_and_is_sent_away_to_come_back_later() {
        for (int i = 0; i < MOST; i++) {
            try (RawWebSocket socket = open("203.0.113.1")) {
                assertThat(socket.nextText()).contains("pusher:connection_established");
            }
        }

        try (RawWebSocket socket = open("203.0.113.1")) {
            socket.closedWith(4100);
        }
        assertThat(Rejections.of(server, "address_connections")).isPositive();
        try (RawWebSocket socket = open("203.0.113.1, 203.0.113.2")) {
            assertThat(socket.nextText()).contains("pusher:connection_established");
        }
    }

    @Test
    void an_address_that_guesses_signatures_is_told_to_wait_before_anything_is_looked_at() {
        for (int i = 0; i < MOST; i++) {
            channels("203.0.113.3", "guess").expect(401);
        }

        Response refused = channels("203.0.113.3", app.secret()).expect(429);

        assertThat(Rejections.of(server, "address_signatures")).isPositive();
        assertThat(refused.json().path("code").asText()).isEqualTo("too_many_failures");
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        channels("203.0.113.4", app.secret()).expect(200);
    }

    @Test
    void guesses_on_a_socket_count_as_well() {
        try (RawWebSocket socket = open("203.0.113.5")) {
            socket.nextText();
            for (int i = 0; i < MOST; i++) {
                assertThat(subscribe(socket, app.key(), i)).contains("\"code\":4009");
            }
            assertThat(subscribe(socket, app.key(), MOST)).contains("\"code\":4100");
        }

        channels("203.0.113.5", app.secret()).expect(429);
    }

    private static String subscribe(RawWebSocket socket, String key, int room) {
        return socket.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-%d\",\"auth\":\"%s\"}}"
                        .formatted(room, key + ":guess"))
                .nextText();
    }

    private RawWebSocket open(String forwardedFor) {
        return RawWebSocket.open(
                server.edge(), "/app/%s?protocol=7".formatted(app.key()), "X-Forwarded-For: " + forwardedFor);
    }

    private Response channels(String forwardedFor, String secret) {
        byte[] none = new byte[0];
        String signed =
                new Signer(app.key(), secret).request("GET", "/apps/%s/channels".formatted(app.key()), Map.of(), none);
        return server.request("GET", signed, none, "X-Forwarded-For", forwardedFor);
    }
}
