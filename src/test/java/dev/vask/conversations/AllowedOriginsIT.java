package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawWebSocket;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The {@code allowed_origins} of an app. */
class AllowedOriginsIT {

    private static final Map<String, List<String>> ALLOWED_ORIGINS =
            Map.of("allowed_origins", List.of("https://shop.example.com", "*.example.org"));

    private final Server server = Server.standard();

    @Test
    void any_origin_is_accepted_by_default() {
        isEstablished(connect(server.app(), "Origin: https://anywhere.test"));
    }

    @Test
    void an_allowed_origin_is_accepted() {
        TestApp app = server.app(ALLOWED_ORIGINS);

        isEstablished(connect(app, "Origin: https://shop.example.com"));
        isEstablished(connect(app, "Origin: https://www.example.org"));
    }

    @Test
    void any_other_origin_is_closed_with_4009() {
        TestApp app = server.app(ALLOWED_ORIGINS);

        connect(app, "Origin: https://anywhere.test").closedWith(4009);
        connect(app, "Origin: null").closedWith(4009);
    }

    @Test
    void an_origin_of_thousands_of_labels_is_closed_with_4009() {
        connect(server.app(ALLOWED_ORIGINS), "Origin: https://" + "a.".repeat(3_500) + "example.org")
                .closedWith(4009);
    }

    @Test
    void a_client_without_an_origin_is_accepted() {
        server.app(ALLOWED_ORIGINS).connect().receivesNothingMore();
    }

    private RawWebSocket connect(TestApp app, String header) {
        return RawWebSocket.open(server.edge(), "/app/%s?protocol=7".formatted(app.key()), header);
    }

    private static void isEstablished(RawWebSocket socket) {
        assertThat(socket.nextText()).contains("pusher:connection_established");
        socket.close();
    }
}
