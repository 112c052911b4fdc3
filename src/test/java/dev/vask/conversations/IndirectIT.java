package dev.vask.conversations;

import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What clients hear is the same where frames do not go straight into the network connection. */
class IndirectIT {

    private static final String INDIRECT = "vask.edge.direct-writes";

    @Test
    void frames_come_in_order() {
        TestApp app = Server.with(Map.of(INDIRECT, "false")).app();
        PusherClient ada = app.connect();
        ada.subscribe("room");

        for (int i = 0; i < 50; i++) {
            app.backend().publish("room", "news", "{\"n\":%d}".formatted(i));
        }

        for (int i = 0; i < 50; i++) {
            ada.hears("news", "room", "{\"n\":%d}".formatted(i));
        }
        ada.hearsNothingMore();
    }

    @Test
    void a_silent_client_is_pinged_and_closed() {
        Server impatient = Server.with(
                Map.of(INDIRECT, "false", "vask.edge.activity-timeout", "1s", "vask.edge.pong-timeout", "1s"));
        PusherClient ada = impatient.app().connect();

        ada.hears("pusher:ping", null, "{}");
        ada.closedWith(4201);
    }
}
