package dev.vask.conversations;

import static dev.vask.support.RawWebSocket.PING;
import static dev.vask.support.RawWebSocket.PONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Control frames of a client that does not read use no memory (5.3.3). */
@SameInBothModes
@ResourceLock(Server.FLOOD)
class ControlFramesIT {

    /** 2.5 million empty pings: 15 MB for the client, and 1 GB for a server that buffers a pong for each. */
    private static final int PINGS = 2_500_000;

    private static final int PAYLOAD = 125;

    @ParameterizedTest
    @CsvSource({"true, /app/KEY", "true, /nonsense", "false, /app/KEY", "false, /nonsense"})
    void a_flood_of_pings_closes_only_the_connection_of_its_sender(boolean direct, String path) {
        Server server = SmallHeapServers.withShortTimeouts(direct);
        TestApp app = server.app();
        PusherClient otherClient = app.connect().subscribe("calm");
        String target = path.replace("KEY", app.key()) + "?protocol=7";

        flood(server.edge(), target);
        flood(server.api(), "/nonsense"); // also a server with the role api

        app.backend().publish("calm", "n", "1");
        otherClient.receives("n", "calm", "1");
        otherClient.receivesNothingMore();
        server.request("GET", "/q/health/live", new byte[0]).expect(200);
        if (!path.equals("/nonsense")) {
            assertThat(Rejections.of(server, "command_rate")).isPositive();
        }
    }

    /** Sends pings and does not read, until all are sent or the server has closed the connection. */
    private static void flood(URI server, String path) {
        try (RawWebSocket client = RawWebSocket.open(server, path)) {
            byte[] pings = new byte[6 * 10_000];
            for (int i = 0; i < pings.length; i += 6) {
                pings[i] = (byte) 0x89;
                pings[i + 1] = (byte) 0x80;
            }
            for (int sent = 0; sent < PINGS; sent += pings.length / 6) {
                client.bytes(pings);
            }
        }
    }

    @Test
    void only_the_newest_ping_is_answered_while_a_pong_waits() {
        Server server = Server.small(Map.of(
                "vask.edge.commands-per-second",
                "1000000",
                "vask.edge.command-burst",
                "1000000",
                "vask.edge.throttle-timeout",
                "60s"));
        TestApp app = server.app();
        try (RawWebSocket client = RawWebSocket.open(server.edge(), "/app/" + app.key() + "?protocol=7")) {
            assertThat(client.nextText()).contains("pusher:connection_established");

            int sent = 0;
            long before = Rejections.of(server, "control_frames");
            while (Rejections.of(server, "control_frames") == before) {
                for (int i = 0; i < 2_000; i++) {
                    client.frame(true, PING, numbered(++sent));
                }
            }
            int last = sent;
            client.frame(true, PING, numbered(++sent));
            await().until(() -> Rejections.of(server, "control_frames") > before);

            int answered = 0;
            int pongs = 0;
            while (answered < sent) {
                RawWebSocket.Frame pong = client.next();
                assertThat(pong.opcode()).isEqualTo(PONG);
                assertThat(number(pong.payload())).isGreaterThan(answered);
                answered = number(pong.payload());
                pongs++;
            }
            assertThat(pongs).isLessThan(last);
        }
    }

    private static byte[] numbered(int number) {
        return Arrays.copyOf(ByteBuffer.allocate(4).putInt(number).array(), PAYLOAD);
    }

    private static int number(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt();
    }
}
