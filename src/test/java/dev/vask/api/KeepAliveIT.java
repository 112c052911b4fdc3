package dev.vask.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.RawHttp;
import dev.vask.support.Server;
import dev.vask.support.Stays;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend sends on a connection that it keeps. */
class KeepAliveIT {

    private static final String EVENT = """
            {"name":"n","channel":"c","data":""}""";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /apps/KEY/events?auth_key=| HTTP/1.1\nHost: x\nContent-Length: 0\n\n", // no URI, says Java
                "POST /apps/KEY/events?auth_key=%z HTTP/1.1\nHost: x\nContent-Length: 0\n\n",
                "POST /apps/KEY/events HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}",
                "POST /apps/KEY/events HTTP/1.1\nHost: :::\nContent-Length: 2\n\n{}",
                "POST /apps/KEY/events HTTP/1.1\nContent-Length: 2\n\n{}",
                "POST /apps/KEY/events HTTP/1.1\nHost: x\nContent-Length: 1048577\n\n",
                "POST /apps/KEY/%zz HTTP/1.1\nHost: x\nContent-Length: 0\n\n",
                "POST /apps/none/events HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}",
                "POST /apps/KEY/events HTTP/1.1\nHost: x\nTransfer-Encoding: xchunked\n\n"
            })
    void a_bad_request_is_answered_alike_whether_it_comes_first_or_later(String request) throws IOException {
        byte[] bytes = request.replace("KEY", app.key()).replace("\n", "\r\n").getBytes(ISO_8859_1);
        try (Socket first = RawHttp.connect(server.api());
                Socket later = RawHttp.connect(server.api())) {
            publish(later);
            publish(later);
            RawHttp.send(first, bytes);
            RawHttp.send(later, bytes);

            String answer = withoutId(RawHttp.readResponse(first));
            assertThat(answer).startsWith("HTTP/1.1 4");
            assertThat(withoutId(RawHttp.readResponse(later))).isEqualTo(answer);
        }
    }

    @Test
    void a_bad_request_is_answered_alike_as_often_as_it_is_sent() throws IOException {
        byte[] bytes = "POST /apps/%s/events?auth_key=| HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                .formatted(app.key())
                .getBytes(ISO_8859_1);
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, bytes);
            String first = withoutId(RawHttp.readResponse(socket));
            assertThat(first).startsWith("HTTP/1.1 401");

            publish(socket);
            for (int i = 0; i < 3; i++) {
                RawHttp.send(socket, bytes);
                assertThat(withoutId(RawHttp.readResponse(socket))).isEqualTo(first);
            }
        }
    }

    private static String withoutId(String answer) {
        return answer.lines()
                .map(line -> line.replaceAll("[0-9a-f]{16}", "ID"))
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .collect(Collectors.joining("\n"))
                .replaceFirst("(?s)(.*)(HTTP/1.1 [^\n]*)(.*)", "$2\n$1$3");
    }

    @Test
    void all_are_answered_alike() throws IOException {
        var subscriber = app.connect().subscribe("c");
        try (Socket socket = RawHttp.connect(server.api())) {
            for (int i = 0; i < 3; i++) {
                assertThat(publish(socket))
                        .startsWith("HTTP/1.1 200 ")
                        .containsPattern("(?i)x-request-id: [0-9a-f]{16}\r\n")
                        .endsWith("{}");
                subscriber.receives("n", "c");
                assertThat(post(socket, "/apps/%s/events".formatted(app.key()), EVENT))
                        .startsWith("HTTP/1.1 401 ");
                assertThat(post(socket, "/apps/no-such-app/events", EVENT))
                        .startsWith("HTTP/1.1 404 ")
                        .contains("no_such_app");
                assertThat(post(socket, signed("x"), "x".repeat(1_048_577))).startsWith("HTTP/1.1 413 ");
            }
        }
    }

    @Test
    void other_requests_go_where_they_always_went() throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            publish(socket);
            publish(socket);

            String channel = app.signer().request("GET", "/apps/" + app.key() + "/channels/c", Map.of(), new byte[0]);
            assertThat(ask(socket, "GET", channel, ""))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("{\"occupied\":false}");
            assertThat(ask(socket, "DELETE", "/apps/%s/events".formatted(app.key()), ""))
                    .startsWith("HTTP/1.1 404 ");
            assertThat(ask(socket, "GET", "/", "")).startsWith("HTTP/1.1 200 ");
            assertThat(post(socket, "/apps/%2e%2e/events", ""))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("No such route");
            assertThat(publish(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    /** An unread body has 10 s, after which the connection is closed. This body was read. */
    @Test
    void a_connection_stays_open_after_an_error_in_the_body() throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            assertThat(post(socket, signed("{}"), "{}")).startsWith("HTTP/1.1 400 ");

            Stays.trueFor(Duration.ofSeconds(11), Duration.ofSeconds(1), () -> publish(socket)
                    .startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void an_operator_who_has_requests_logged_sees_each() throws IOException {
        Server logging = Server.with(Map.of("quarkus.http.access-log.enabled", "true"));
        TestApp logged = logging.app();
        String path = "/apps/" + logged.key() + "/events";

        try (Socket socket = RawHttp.connect(logging.api())) {
            for (int i = 0; i < 3; i++) {
                post(socket, path, EVENT);
            }
        }

        await().until(() -> logging.log()
                        .lines()
                        .filter(line -> line.contains("POST " + path))
                        .count()
                == 3);
    }

    private String publish(Socket socket) throws IOException {
        return post(socket, signed(EVENT), EVENT);
    }

    private String signed(String body) {
        return app.signer().request("POST", "/apps/" + app.key() + "/events", Map.of(), body.getBytes(ISO_8859_1));
    }

    private static String post(Socket socket, String target, String body) throws IOException {
        return ask(socket, "POST", target, body);
    }

    private static String ask(Socket socket, String method, String target, String body) throws IOException {
        String request = "%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(method, target, body.length(), body);
        RawHttp.send(socket, request.getBytes(ISO_8859_1));
        return RawHttp.readResponse(socket);
    }
}
