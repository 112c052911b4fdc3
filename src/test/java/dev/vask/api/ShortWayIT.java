package dev.vask.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Raw;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a backend sends on a connection that it keeps. */
class ShortWayIT {

    private static final String EVENT = """
            {"name":"n","channel":"c","data":""}""";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void events_after_the_first_are_not_looked_at_by_quarkus() throws IOException {
        try (Socket socket = Raw.connect(server.api())) {
            String strange = "/apps/%s/events?auth_key=|".formatted(app.key()); // Quarkus refuses this without a word

            assertThat(post(socket, strange, "")).startsWith("HTTP/1.1 400 ");
            assertThat(publish(socket)).startsWith("HTTP/1.1 200 ");
            assertThat(post(socket, strange, "")).startsWith("HTTP/1.1 401 ").contains("auth_key '|' is not the app key");
        }
    }

    @Test
    void all_are_answered_alike() throws IOException {
        var subscriber = app.connect().subscribe("c");
        try (Socket socket = Raw.connect(server.api())) {
            for (int i = 0; i < 3; i++) {
                assertThat(publish(socket))
                        .startsWith("HTTP/1.1 200 ")
                        .containsPattern("(?i)x-request-id: [0-9a-f]{16}\r\n")
                        .endsWith("{}");
                subscriber.hears("n", "c");
                assertThat(post(socket, "/apps/%s/events".formatted(app.key()), EVENT)).startsWith("HTTP/1.1 401 ");
                assertThat(post(socket, "/apps/no-such-app/events", EVENT)).startsWith("HTTP/1.1 404 ").contains("no_such_app");
                assertThat(post(socket, "/apps/%s/events".formatted(app.key()), "x".repeat(1_048_577))).startsWith("HTTP/1.1 413 ");
            }
        }
    }

    @Test
    void other_requests_go_where_they_always_went() throws IOException {
        try (Socket socket = Raw.connect(server.api())) {
            publish(socket);
            publish(socket);

            String channel = app.signer().request("GET", "/apps/" + app.key() + "/channels/c", Map.of(), new byte[0]);
            assertThat(ask(socket, "GET", channel, "")).startsWith("HTTP/1.1 200 ").endsWith("{\"occupied\":false}");
            assertThat(ask(socket, "DELETE", "/apps/%s/events".formatted(app.key()), "")).startsWith("HTTP/1.1 404 ");
            assertThat(ask(socket, "GET", "/", "")).startsWith("HTTP/1.1 200 ");
            assertThat(post(socket, "/apps/%2e%2e/events", "")).startsWith("HTTP/1.1 404 ").contains("no such route");
            assertThat(publish(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void an_operator_who_has_requests_logged_sees_each() throws IOException {
        Server logging = Server.with(Map.of("quarkus.http.access-log.enabled", "true"));
        TestApp logged = logging.app();
        String path = "/apps/" + logged.key() + "/events";

        try (Socket socket = Raw.connect(logging.api())) {
            for (int i = 0; i < 3; i++) {
                post(socket, path, EVENT);
            }
        }

        await().until(() -> logging.log().lines().filter(line -> line.contains("POST " + path)).count() == 3);
    }

    private String publish(Socket socket) throws IOException {
        String path = "/apps/" + app.key() + "/events";
        return post(socket, app.signer().request("POST", path, Map.of(), EVENT.getBytes(ISO_8859_1)), EVENT);
    }

    private static String post(Socket socket, String target, String body) throws IOException {
        return ask(socket, "POST", target, body);
    }

    private static String ask(Socket socket, String method, String target, String body) throws IOException {
        String request = "%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s".formatted(method, target, body.length(), body);
        Raw.send(socket, request.getBytes(ISO_8859_1));
        return Raw.answer(socket);
    }
}
