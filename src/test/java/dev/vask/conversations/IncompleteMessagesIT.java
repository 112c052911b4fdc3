package dev.vask.conversations;

import static dev.vask.support.RawWebSocket.CONTINUATION;
import static dev.vask.support.RawWebSocket.PING;
import static dev.vask.support.RawWebSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Incomplete messages (section 14). */
@SameInBothModes
@ResourceLock(Server.FLOOD)
class IncompleteMessagesIT {

    private static final int CONNECTIONS = 1_000;
    private static final String PING_EVENT = "{\"event\":\"pusher:ping\",\"data\":{}}";
    private static final byte[] NO_PAYLOAD = {};

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_incomplete_message_closes_the_connection_after_the_timeout(boolean direct) {
        Server server = SmallHeapServers.withShortTimeouts(direct);
        TestApp app = server.app();
        long before = Rejections.of(server, "message_time");
        try (RawWebSocket halfHeader = established(app);
                RawWebSocket halfFrame = established(app);
                RawWebSocket fragment = established(app);
                RawWebSocket complete = established(app)) {
            halfHeader.bytes(new byte[] {(byte) 0x81});
            halfFrame.bytes(HexFormat.of().parseHex("81fe100000000000" + "22".repeat(1000)));
            fragment.frame(false, TEXT, "{\"event\":".getBytes(UTF_8));
            fragment.frame(true, PING, NO_PAYLOAD);
            complete.frame(false, TEXT, PING_EVENT.substring(0, 10).getBytes(UTF_8));
            complete.frame(true, CONTINUATION, PING_EVENT.substring(10).getBytes(UTF_8));

            halfHeader.closedWith(1008);
            halfFrame.closedWith(1008);
            assertThat(fragment.next().opcode()).isEqualTo(RawWebSocket.PONG);
            fragment.closedWith(1008);
            assertThat(complete.nextText()).contains("pusher:pong");
            complete.text(PING_EVENT);
            assertThat(complete.nextText()).contains("pusher:pong");
        }
        assertThat(Rejections.of(server, "message_time")).isGreaterThanOrEqualTo(before + 3);
    }

    @Test
    void a_message_that_announces_too_many_bytes_is_counted() {
        Server server = SmallHeapServers.withShortTimeouts(true);
        long before = Rejections.of(server, "message_bytes");
        try (RawWebSocket client = established(server.app())) {
            client.bytes(HexFormat.of().parseHex("81ff" + "0000000010000000" + "00000000"));

            client.closedWith(1009);
        }
        assertThat(Rejections.of(server, "message_bytes")).isGreaterThan(before);
    }

    @Test
    void a_thousand_incomplete_messages_of_64_kib_do_not_affect_other_clients() {
        Server server = Server.small(Map.of());
        TestApp app = server.app();
        PusherClient otherClient = app.connect().subscribe("calm");
        byte[] halfFrame = HexFormat.of().parseHex("81ff0000000000010000" + "00000000");
        byte[] payload = new byte[65_000];
        Arrays.fill(payload, (byte) ' ');
        List<RawWebSocket> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(established(app));
            }
            for (int i = 0; i < CONNECTIONS; i++) {
                if (i % 2 == 0) {
                    connections.get(i).bytes(halfFrame).bytes(payload);
                } else {
                    connections.get(i).frame(false, TEXT, payload);
                }
                if (i % 100 == 0) {
                    server.request("GET", "/q/health/live", NO_PAYLOAD).expect(200);
                }
            }

            app.backend().publish("calm", "n", "1");
            otherClient.receives("n", "calm", "1");
            otherClient.receivesNothingMore();
            server.request("GET", "/q/health/live", NO_PAYLOAD).expect(200);
            assertThat(Rejections.of(server, "message_budget")).isPositive();
            for (RawWebSocket socket : connections) {
                assertThat(socket.next().code()).isIn(4100, 1008);
            }
        } finally {
            connections.forEach(RawWebSocket::close);
        }

        await().untilAsserted(
                        () -> { // their memory is released
                            try (RawWebSocket client = established(app)) {
                                client.frame(false, TEXT, payload);
                                client.frame(true, CONTINUATION, NO_PAYLOAD);
                                assertThat(client.nextText()).contains("pusher:error");
                            }
                        });
    }

    private static RawWebSocket established(TestApp app) {
        RawWebSocket client = RawWebSocket.open(app.server().edge(), "/app/" + app.key() + "?protocol=7");
        assertThat(client.nextText()).contains("pusher:connection_established");
        return client;
    }
}
