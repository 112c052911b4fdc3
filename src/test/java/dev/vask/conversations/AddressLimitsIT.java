package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.Response;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits per client address: new connections and invalid signatures. */
@SameInBothModes
class AddressLimitsIT {

    private static final int LIMIT = 3;

    private final Server server = Server.with(Map.of(
            "vask.edge.connections-per-minute", "" + LIMIT,
            "vask.edge.failed-signatures-per-minute", "" + LIMIT,
            "vask.edge.trusted-proxies", "127.0.0.0/8"));
    private final TestApp app = server.app();

    @Test
    void new_connections_of_an_address_are_limited_per_minute() {
        for (int i = 0; i < LIMIT; i++) {
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
    void requests_of_an_address_with_too_many_invalid_signatures_are_rejected() {
        for (int i = 0; i < LIMIT; i++) {
            channels("203.0.113.3", "guess").expect(401);
        }

        Response rejected = channels("203.0.113.3", app.secret()).expect(429);

        assertThat(Rejections.of(server, "address_signatures")).isPositive();
        assertThat(rejected.json().path("code").asText()).isEqualTo("too_many_failures");
        assertThat(Integer.parseInt(rejected.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        channels("203.0.113.4", app.secret()).expect(200);
    }

    @Test
    void invalid_signatures_on_a_connection_count_as_well() {
        try (RawWebSocket socket = open("203.0.113.5")) {
            socket.nextText();
            for (int i = 0; i < LIMIT; i++) {
                assertThat(subscribe(socket, app.key(), i)).contains("\"code\":4009");
            }
            assertThat(subscribe(socket, app.key(), LIMIT)).contains("\"code\":4100");
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
