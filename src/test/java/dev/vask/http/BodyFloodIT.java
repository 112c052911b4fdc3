package dev.vask.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.RawHttp;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Incomplete bodies, in total larger than the memory of the server. */
@ResourceLock(Server.FLOOD)
class BodyFloodIT {

    private static final int CONNECTIONS = 200;
    private static final int ALMOST_A_MEBIBYTE = 1_048_575;
    private static final int BUDGET = 16 << 20;
    private static final byte[] INCOMPLETE_BODY = new byte[ALMOST_A_MEBIBYTE - 1];

    private final Server server = Server.small(Map.of("vask.http.body-budget-bytes", "" + BUDGET));
    private final TestApp app = server.app();
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/apps/no-such-app/events, length, 404", "/apps/no-such-app/events, chunked, 404",
        "/apps/APP/events?auth_key=APP, length, 401", "/apps/APP/events?auth_key=APP, chunked, 401",
        "/admin/v1/apps, length, 401", "/admin/v1/apps, chunked, 401",
        "/nothing, length, 404", "/q/health/live, chunked, 200"
    })
    void bodies_of_unauthenticated_clients_use_no_memory(String path, String framing, int status) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = sendHead(path.replace("APP", app.key()), framing);
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 " + status);
            send(socket, INCOMPLETE_BODY, framing);
        }

        app.backend().publish("room", "news", "1");
    }

    @Test
    void signed_bodies_share_a_budget_that_is_released() throws IOException {
        byte[] body = bodyOf(ALMOST_A_MEBIBYTE);
        String signed = app.signer().request("POST", "/apps/" + app.key() + "/events", Map.of(), body);
        byte[] incomplete = Arrays.copyOf(body, body.length - 1);
        for (int i = 0; i < 3 * BUDGET / ALMOST_A_MEBIBYTE; i++) {
            RawHttp.send(sendHead(signed, "length"), incomplete);
        }

        assertThat(RawHttp.readResponse(answeredConnection()))
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("retry-after: 1")
                .contains("\"code\":\"over_capacity\"");
        assertThat(server.request("GET", "/q/metrics", new byte[0]).body())
                .containsPattern("vask_rejections_total\\{limit=\"body_budget\"} [1-9]");
        String small =
                "{\"name\":\"news\",\"channel\":\"room\",\"data\":\"1\"}"; // does not count if it arrives with its head
        await().untilAsserted(() ->
                assertThat(app.backend().post("/events", small).status()).isEqualTo(200));

        closeAll();
        await().untilAsserted(() ->
                assertThat(app.backend().post("/events", body).status()).isEqualTo(200));
    }

    @Test
    void bodies_of_operators_share_the_budget() throws IOException {
        for (int i = 0; i < 3 * BUDGET / ALMOST_A_MEBIBYTE; i++) {
            RawHttp.send(
                    sendHead("/admin/v1/apps", "length", "Authorization: Bearer " + server.adminToken()),
                    INCOMPLETE_BODY);
        }

        assertThat(RawHttp.readResponse(answeredConnection()))
                .startsWith("HTTP/1.1 503 ")
                .contains("\"code\":\"over_capacity\"");
        closeAll();
        await().untilAsserted(() -> assertThat(server.admin("POST", "/admin/v1/apps", new byte[ALMOST_A_MEBIBYTE])
                        .status())
                .isEqualTo(400));
    }

    /** A connection with a response, although its body is incomplete. */
    private Socket answeredConnection() {
        await().until(() -> open.stream().anyMatch(BodyFloodIT::isAnswered));
        return open.stream().filter(BodyFloodIT::isAnswered).findFirst().orElseThrow();
    }

    private static boolean isAnswered(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket sendHead(String target, String framing, String... headers) throws IOException {
        Socket socket = RawHttp.connect(target.startsWith("/admin") ? server.management() : server.api());
        open.add(socket);
        String length =
                framing.equals("chunked") ? "Transfer-Encoding: chunked" : "Content-Length: " + ALMOST_A_MEBIBYTE;
        List<String> lines = new ArrayList<>(List.of("POST %s HTTP/1.1".formatted(target), "Host: x", length));
        lines.addAll(List.of(headers));
        RawHttp.send(socket, (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
        return socket;
    }

    private static void send(Socket socket, byte[] bytes, String framing) throws IOException {
        if (framing.equals("chunked")) {
            RawHttp.send(socket, (Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
        }
        RawHttp.send(socket, bytes);
    }

    /** An event with this number of bytes. */
    private static byte[] bodyOf(int length) {
        String event = "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\"}";
        return (event + " ".repeat(length - event.length())).getBytes(ISO_8859_1);
    }
}
