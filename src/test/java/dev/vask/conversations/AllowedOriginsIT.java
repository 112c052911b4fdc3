package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawWebSocket;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllowedOriginsIT {

    private static final Map<String, List<String>> PICKY =
            Map.of("allowed_origins", List.of("https://shop.example.com", "*.example.org"));

    private final Server server = Server.standard();

    @Test
    void a_browser_comes_from_everywhere_unless_the_app_says_otherwise() {
        isEstablished(connect(server.app(), "Origin: https://anywhere.test"));
    }

    @Test
    void a_browser_comes_from_an_origin_that_the_app_allows() {
        TestApp app = server.app(PICKY);

        isEstablished(connect(app, "Origin: https://shop.example.com"));
        isEstablished(connect(app, "Origin: https://www.example.org"));
    }

    @Test
    void a_browser_from_anywhere_else_is_closed_with_4009() {
        TestApp app = server.app(PICKY);

        connect(app, "Origin: https://anywhere.test").closedWith(4009);
        connect(app, "Origin: null").closedWith(4009);
    }

    @Test
    void an_origin_of_thousands_of_labels_is_closed_with_4009_like_any_other() {
        connect(server.app(PICKY), "Origin: https://" + "a.".repeat(3_500) + "example.org")
                .closedWith(4009);
    }

    @Test
    void a_client_that_is_no_browser_names_no_origin_and_comes_in() {
        server.app(PICKY).connect().receivesNothingMore();
    }

    private RawWebSocket connect(TestApp app, String header) {
        return RawWebSocket.open(server.edge(), "/app/%s?protocol=7".formatted(app.key()), header);
    }

    private static void isEstablished(RawWebSocket socket) {
        assertThat(socket.nextText()).contains("pusher:connection_established");
        socket.close();
    }
}
