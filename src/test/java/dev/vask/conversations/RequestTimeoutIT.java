package dev.vask.conversations;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.RawHttp;
import dev.vask.support.Rejections;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The request timeout closes connections with an unfinished request. Established connections stay open. */
@SameInBothModes
class RequestTimeoutIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Server server = Server.with(Map.of("vask.edge.request-timeout", "2s"));
    private final TestApp app = server.app();

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET /app/x HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nX-Padding: "})
    void an_unfinished_first_request_closes_the_connection(String requestStart) throws IOException {
        Instant startedAt = Instant.now();
        try (Socket socket = connect(server.edge())) {
            socket.getOutputStream().write(requestStart.getBytes(ISO_8859_1));

            assertThat(closesDuringSlowSend(socket, requestStart.isEmpty() ? "" : "x"))
                    .isTrue();
            assertThat(Instant.now()).isAfterOrEqualTo(startedAt.plus(TIMEOUT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET /app/x HTTP/1.1\r\nHost: x\r\nX-Padding: "})
    void an_unfinished_later_request_closes_the_connection(String requestStart) throws IOException {
        for (String path : List.of("/", "/apps/%s/events".formatted(app.key()))) {
            try (Socket socket = connect(server.edge())) {
                RawHttp.send(
                        socket,
                        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
                                .formatted(path)
                                .getBytes(ISO_8859_1));
                socket.setSoTimeout(30_000);
                RawHttp.readResponse(socket);
                socket.setSoTimeout(200);
                Instant startedAt = Instant.now();
                socket.getOutputStream().write(requestStart.getBytes(ISO_8859_1));

                assertThat(closesDuringSlowSend(socket, "x")).isTrue();
                assertThat(Instant.now()).isAfterOrEqualTo(startedAt.plus(TIMEOUT));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/no/such/route",
                "/admin/v1/apps",
                "/admin/v1/apps/x",
                "/q/health/live",
                "/app/KEY",
                "/apps/KEY/events"
            })
    void an_unfinished_body_closes_the_connection_on_every_path(String path) throws IOException {
        String target = path.replace("KEY", app.key());
        for (String headers : List.of(
                "", "Authorization: Bearer %s\r\nContent-Type: application/json\r\n".formatted(server.adminToken()))) {
            long before = Rejections.of(server, "request_time");
            try (Socket socket = connect(path.startsWith("/admin") ? server.management() : server.api())) {
                socket.getOutputStream()
                        .write("POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: 100000\r\n\r\n{"
                                .formatted(target, headers)
                                .getBytes(ISO_8859_1));

                assertThat(closesDuringSlowSend(socket, " ")).isTrue();
            }
            assertThat(Rejections.of(server, "request_time")).isGreaterThan(before);
        }
    }

    @Test
    void an_unfinished_body_of_a_signed_request_closes_the_connection() throws IOException {
        try (Socket socket = connect(server.api())) {
            String signed = app.signer().request("POST", "/apps/" + app.key() + "/events", Map.of(), new byte[1]);
            socket.getOutputStream()
                    .write("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{"
                            .formatted(signed)
                            .getBytes(ISO_8859_1));

            assertThat(closesDuringSlowSend(socket, " ")).isTrue();
        }
    }

    @Test
    void websockets_and_keep_alive_connections_are_not_limited() throws IOException {
        PusherClient client = app.connect().subscribe("room");
        try (Socket socket = connect(server.api())) {
            requestHealth(socket);
            Instant later = Instant.now().plus(TIMEOUT.multipliedBy(2));
            await().until(() -> Instant.now().isAfter(later));

            requestHealth(socket);
        }
        app.backend().publish("room", "news", "1");
        client.receives("news", "room");
    }

    private static void requestHealth(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write("GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        byte[] response = new byte[12];
        assertThat(socket.getInputStream().readNBytes(response, 0, response.length))
                .isEqualTo(response.length);
        assertThat(new String(response, ISO_8859_1)).isEqualTo("HTTP/1.1 200");
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
    }

    private static Socket connect(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(200);
        return socket;
    }

    /** Sends a few bytes repeatedly until the server closes the connection; false if it does not within a long time. */
    private static boolean closesDuringSlowSend(Socket socket, String bytes) {
        Instant end = Instant.now().plus(TIMEOUT.multipliedBy(10));
        while (Instant.now().isBefore(end)) {
            try {
                socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
                if (socket.getInputStream().readNBytes(4_096).length == 0) {
                    return true;
                }
            } catch (SocketTimeoutException e) {
                // still open
            } catch (IOException e) {
                return true; // a reset closes it as well
            }
        }
        return false;
    }
}
