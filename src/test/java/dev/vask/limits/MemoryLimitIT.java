package dev.vask.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.RawHttp;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Rejections;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A process whose memory is nearly used up rejects new connections, and serves those that it has. */
@ResourceLock(Server.FLOOD)
class MemoryLimitIT {

    private static final int MORE_THAN_FIT = 4_000;
    private static final int CHANNELS = 50;

    /** Too few connections for their number to matter, each with much to remember. */
    private final Server server = Server.with(Map.of(Server.HEAP, "48m", "vask.edge.max-connections", "10000"));

    private final TestApp app = server.app(Map.of("client_events", true));

    @Test
    void new_connections_are_rejected_until_memory_is_available_again() {
        PusherClient alice = app.connect().subscribePrivate("private-room");
        PusherClient bob = app.connect().subscribePrivate("private-room");
        List<RawWebSocket> all = new ArrayList<>();
        try {
            boolean rejected = false;
            while (!rejected && all.size() < MORE_THAN_FIT) {
                RawWebSocket socket = open();
                all.add(socket);
                rejected = !fills(socket, all.size());
            }
            assertThat(rejected).isTrue();
            assertThat(RawHttp.exchange(server.edge(), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 ");
            assertThat(Rejections.of(server, "memory")).isPositive();
            alice.send("client-hello", "private-room", "{}");
            bob.receives("client-hello", "private-room");
        } finally {
            all.forEach(RawWebSocket::close);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> app.connect("protocol=7").established().close());
        assertThat(Rejections.gauge(server, "vask_memory_short")).isZero();
        alice.awaitProcessed();
    }

    private RawWebSocket open() {
        return RawWebSocket.open(server.edge(), "/app/%s?protocol=7".formatted(app.key()));
    }

    /** Subscribes to channels of its own; false if the connection is closed with 4100 instead of being established. */
    private static boolean fills(RawWebSocket socket, int number) {
        RawWebSocket.Frame first = socket.next();
        if (first.opcode() == RawWebSocket.CLOSE) {
            assertThat(first.code()).isEqualTo(4100);
            return false;
        }
        for (int i = 0; i < CHANNELS; i++) {
            socket.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s-%d-%d\"}}"
                    .formatted("c".repeat(150), number, i));
        }
        return true;
    }
}
