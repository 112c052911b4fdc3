package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients receive the same frames without direct writes ({@code vask.edge.direct-writes=false}). */
@SameInBothModes
class IndirectWritesIT {

    private static final String DIRECT_WRITES = "vask.edge.direct-writes";

    private final Server shortTimeouts = Server.with(
            Map.of(DIRECT_WRITES, "false", "vask.edge.activity-timeout", "1s", "vask.edge.pong-timeout", "1s"));

    @Test
    void frames_arrive_in_order() {
        TestApp app = Server.with(Map.of(DIRECT_WRITES, "false")).app();
        PusherClient ada = app.connect();
        ada.subscribe("room");

        for (int i = 0; i < 50; i++) {
            app.backend().publish("room", "news", "{\"n\":%d}".formatted(i));
        }

        for (int i = 0; i < 50; i++) {
            ada.receives("news", "room", "{\"n\":%d}".formatted(i));
        }
        ada.receivesNothingMore();
    }

    @Test
    void an_idle_client_is_pinged_and_closed() {
        TestApp app = shortTimeouts.app();
        try (RawWebSocket ada = RawWebSocket.open(shortTimeouts.edge(), "/app/" + app.key() + "?protocol=7")) {
            assertThat(ada.nextText()).contains("pusher:connection_established");
            assertThat(ada.nextText()).contains("pusher:ping");
            assertThat(ada.next().opcode()).isEqualTo(RawWebSocket.PING);
            ada.closedWith(4201);
        }
    }

    @Test
    void a_websocket_pong_counts_as_activity() {
        PusherClient ada = shortTimeouts.app().connect(); // its library answers WebSocket pings

        ada.receives("pusher:ping", null, "{}");
        ada.receives("pusher:ping", null, "{}");
    }
}
