package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What clients hear is the same where frames do not go straight into the network connection. */
class IndirectIT {

    private static final String INDIRECT = "vask.edge.direct-writes";

    private final Server impatient =
            Server.with(Map.of(INDIRECT, "false", "vask.edge.activity-timeout", "1s", "vask.edge.pong-timeout", "1s"));

    @Test
    void frames_come_in_order() {
        TestApp app = Server.with(Map.of(INDIRECT, "false")).app();
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
    void a_silent_client_is_pinged_and_closed() {
        TestApp app = impatient.app();
        try (RawWebSocket ada = RawWebSocket.open(impatient.edge(), "/app/" + app.key() + "?protocol=7")) {
            assertThat(ada.nextText()).contains("pusher:connection_established");
            assertThat(ada.nextText()).contains("pusher:ping");
            assertThat(ada.next().opcode()).isEqualTo(RawWebSocket.PING);
            ada.closedWith(4201);
        }
    }

    @Test
    void an_answer_to_a_websocket_ping_is_a_sign_of_life() {
        PusherClient ada = impatient.app().connect(); // which answers those by itself

        ada.receives("pusher:ping", null, "{}");
        ada.receives("pusher:ping", null, "{}");
    }
}
