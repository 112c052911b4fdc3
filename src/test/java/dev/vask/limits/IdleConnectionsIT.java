package dev.vask.limits;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.RawHttp;
import dev.vask.support.Rejections;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An HTTP connection without a request, or whose client does not read, is closed; WebSockets stay. */
class IdleConnectionsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final byte[] GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1);
    /** Their list is more than the operating system takes at once. */
    private static final int APPS = 150;

    private static final int SMALL = 4 * 1024;

    private final Server server = Server.small(Map.of("vask.http.idle-timeout", TIMEOUT.toSeconds() + "s"));
    private final TestApp app = server.app();

    @Test
    void a_connection_without_a_request_is_closed_and_a_web_socket_is_not() throws IOException {
        PusherClient client = app.connect();
        long before = Rejections.of(server, "idle_time");
        try (Socket socket = RawHttp.connect(server.edge())) {
            RawHttp.send(socket, GET);
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 200 ");
            Instant answered = Instant.now();

            assertThat(socket.getInputStream().read()).isNegative();
            assertThat(Instant.now()).isAfterOrEqualTo(answered.plus(TIMEOUT));
        }
        assertThat(Rejections.of(server, "idle_time")).isGreaterThan(before);
        client.awaitProcessed();
        client.close();
    }

    @Test
    void a_connection_in_use_stays() throws IOException {
        try (Socket socket = RawHttp.connect(server.edge())) {
            Instant end = Instant.now().plus(TIMEOUT.multipliedBy(3));
            while (Instant.now().isBefore(end)) {
                RawHttp.send(socket, GET);
                assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void a_client_that_asks_again_and_again_and_never_reads_is_cut_off() throws IOException {
        long before = Rejections.of(server, "outbound_bytes") + Rejections.of(server, "pipelined_requests");
        try (Socket socket = unreading(server.management())) {
            byte[] many =
                    "GET /q/openapi HTTP/1.1\r\nHost: x\r\n\r\n".repeat(16).getBytes(ISO_8859_1);

            await().until(() -> isBrokenAfter(socket, many));
        }
        await().until(() ->
                Rejections.of(server, "outbound_bytes") + Rejections.of(server, "pipelined_requests") > before);
    }

    @Test
    void a_client_that_does_not_read_a_response_is_cut_off() throws IOException {
        List<String> origins = IntStream.range(0, 100)
                .mapToObj(i -> "https://%d.%s".formatted(i, "a".repeat(480)))
                .toList();
        for (int i = 0; i < APPS; i++) {
            server.app(Map.of("allowed_origins", origins)); // 50 KB each, all in one response
        }
        long before = Rejections.of(server, "response_time");
        try (Socket socket = unreading(server.management())) {
            RawHttp.send(
                    socket,
                    "GET /admin/v1/apps HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(server.adminToken())
                            .getBytes(ISO_8859_1));

            await().until(() -> Rejections.of(server, "response_time") > before);
        }
    }

    @Test
    void more_requests_than_may_wait_end_the_connection() throws IOException {
        long before = Rejections.of(server, "pipelined_requests");
        try (Socket socket = RawHttp.connect(server.management())) {
            RawHttp.send(
                    socket,
                    "GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n"
                            .repeat(2_000)
                            .getBytes(ISO_8859_1));

            await().until(() -> isAtEnd(socket));
        }
        assertThat(Rejections.of(server, "pipelined_requests")).isGreaterThan(before);
    }

    private static Socket unreading(URI server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        return socket;
    }

    private static boolean isBrokenAfter(Socket socket, byte[] request) {
        try {
            RawHttp.send(socket, request);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isAtEnd(Socket socket) {
        try {
            return socket.getInputStream().readNBytes(64 * 1024).length < 64 * 1024;
        } catch (java.net.SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
