package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawHttp;
import dev.vask.support.Response;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading of bodies with and without chunks, and the limit of their length (4.0.11). */
@SameInBothModes
class RequestBodiesIT {

    private static final int MAX_BODY_BYTES = 1_048_576;

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_body_has_at_most_one_mebibyte() {
        byte[] longest = bodyOf(MAX_BODY_BYTES);

        server.request("POST", sign(longest), longest).expect(200);
        assertTooLong(server.request("POST", sign(longest), bodyOf(MAX_BODY_BYTES + 1)));
    }

    @Test
    void a_chunked_body_has_the_same_limit() throws IOException {
        byte[] longest = bodyOf(MAX_BODY_BYTES);

        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(sign(longest), "Transfer-Encoding: chunked"));
            sendChunk(socket, Arrays.copyOf(longest, MAX_BODY_BYTES - 1));
            sendChunk(socket, Arrays.copyOfRange(longest, MAX_BODY_BYTES - 1, MAX_BODY_BYTES));
            sendChunk(socket, new byte[0]);
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 200");

            RawHttp.send(socket, head(sign(longest), "Transfer-Encoding: chunked"));
            sendChunk(socket, longest);
            sendChunk(socket, new byte[1]);
            assertThat(RawHttp.readResponse(socket))
                    .startsWith("HTTP/1.1 413")
                    .contains("{\"error\":\"The request body has more than");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_BODY_BYTES + 1, 11_000_000, 40_000_000})
    void a_client_that_keeps_sending_can_read_the_response_and_continue(int length) throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(sign(bodyOf(60)), "Content-Length: " + length));
            RawHttp.send(socket, new byte[length]);
            assertThat(RawHttp.readResponse(socket))
                    .startsWith("HTTP/1.1 413")
                    .contains("{\"error\":\"The request body has more than");

            RawHttp.send(socket, head("/apps/no-such-app/events", "Content-Length: 0"));
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void a_request_with_expect_continue_is_answered_immediately() throws IOException {
        byte[] event = bodyOf(100);
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(sign(event), "Content-Length: 100", "Expect: 100-continue"));
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 100");
            RawHttp.send(socket, event);
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 200");

            RawHttp.send(socket, head(sign(event), "Content-Length: " + (MAX_BODY_BYTES + 1), "Expect: 100-continue"));
            assertThat(RawHttp.readResponse(socket))
                    .startsWith("HTTP/1.1 413")
                    .containsIgnoringCase("connection: close");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_request_is_rejected_by_its_head_before_the_body_arrives() throws IOException { // 4.0.6
        String unsigned = "/apps/%s/events".formatted(app.key());
        String withoutMd5 = app.signer().request("POST", unsigned, Map.of(), new byte[0]);

        assertThat(answerToHead("/apps/no-such-app/events", "Content-Length: 1000000"))
                .startsWith("HTTP/1.1 404")
                .contains("no_such_app");
        assertThat(answerToHead("/apps/no-such-app/events", "Transfer-Encoding: chunked"))
                .startsWith("HTTP/1.1 404");
        assertThat(answerToHead(unsigned, "Content-Length: 1000000"))
                .startsWith("HTTP/1.1 401")
                .contains("auth_key is missing");
        assertThat(answerToHead(unsigned, "Transfer-Encoding: chunked")).startsWith("HTTP/1.1 401");
        assertThat(answerToHead(sign(bodyOf(60)), "Content-Length: " + (MAX_BODY_BYTES + 1)))
                .startsWith("HTTP/1.1 413");
        assertThat(answerToHead(withoutMd5, "Content-Length: 1"))
                .startsWith("HTTP/1.1 401")
                .contains("body_md5 is missing");

        app.change(Map.of("enabled", false));
        assertThat(answerToHead(sign(bodyOf(60)), "Content-Length: " + (MAX_BODY_BYTES + 1)))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void a_missing_md5_is_rejected_at_the_first_byte_of_a_chunked_body() throws IOException { // 3.1.d
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(sign(new byte[0]), "Transfer-Encoding: chunked"));
            sendChunk(socket, new byte[1]);

            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 401").contains("body_md5 is missing");
        }
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(sign(new byte[0]), "Transfer-Encoding: chunked"));
            sendChunk(socket, new byte[0]);

            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 400").contains("invalid_json");
        }
    }

    @Test
    void continue_is_sent_only_if_the_signature_is_valid() throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(
                    socket,
                    head("/apps/%s/events".formatted(app.key()), "Content-Length: 100", "Expect: 100-continue"));

            assertThat(RawHttp.readResponse(socket))
                    .startsWith("HTTP/1.1 401")
                    .containsIgnoringCase("connection: close");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_body_that_does_not_end_closes_the_connection() throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(sign(bodyOf(60)), "Content-Length: " + (MAX_BODY_BYTES + 1)));
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 413");

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_body_can_arrive_byte_by_byte() throws IOException {
        byte[] event = bodyOf(60);
        try (Socket socket = RawHttp.connect(server.api())) {
            socket.setTcpNoDelay(true);
            RawHttp.send(socket, head(sign(event), "Content-Length: 60"));
            for (byte one : event) {
                RawHttp.send(socket, new byte[] {one});
            }
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void requests_can_be_pipelined() throws IOException {
        byte[] event = bodyOf(60);
        byte[] none = {};
        String channels = app.signer().request("GET", "/apps/" + app.key() + "/channels/c", Map.of(), none);
        var subscriber = app.connect().subscribe("c");
        try (Socket socket = RawHttp.connect(server.api())) {
            for (int i = 0; i < 5; i++) {
                RawHttp.send(socket, head(sign(event), "Content-Length: 60"));
                RawHttp.send(socket, event);
                RawHttp.send(
                        socket,
                        "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(channels).getBytes(UTF_8));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(RawHttp.readResponse(socket))
                        .startsWith("HTTP/1.1 200")
                        .endsWith("{}");
                assertThat(RawHttp.readResponse(socket))
                        .startsWith("HTTP/1.1 200")
                        .endsWith("{\"occupied\":true}");
            }
        }
        for (int i = 0; i < 5; i++) {
            subscriber.receives("n", "c");
        }
    }

    @Test
    void an_incomplete_body_has_no_effect() throws IOException {
        var subscriber = app.connect().subscribe("c");
        byte[] event = bodyOf(60);
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(sign(event), "Content-Length: 61"));
            RawHttp.send(socket, event);
        }
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(sign(event), "Transfer-Encoding: chunked"));
            sendChunk(socket, event);
            RawHttp.send(socket, "nonsense\r\n\r\n".getBytes(UTF_8));
            assertThat(socket.getInputStream().readAllBytes()).asString().doesNotContain("200");
        }
        subscriber.receivesNothingMore();
    }

    private String answerToHead(String request, String length) throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, head(request, length));
            return RawHttp.readResponse(socket);
        }
    }

    private String sign(byte[] body) {
        return app.signer().request("POST", "/apps/" + app.key() + "/events", Map.of(), body);
    }

    /** A valid event on channel c with exactly this number of bytes. */
    private static byte[] bodyOf(int length) {
        String event = """
                {"name":"n","channel":"c","data":""}""";
        return (event + " ".repeat(length - event.length())).getBytes(UTF_8);
    }

    private static byte[] head(String request, String... headers) {
        return "POST %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n"
                .formatted(request, String.join("\r\n", headers))
                .getBytes(UTF_8);
    }

    private static void sendChunk(Socket socket, byte[] bytes) throws IOException {
        RawHttp.send(socket, (Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
        RawHttp.send(socket, bytes);
        RawHttp.send(socket, "\r\n".getBytes(UTF_8));
    }

    private static void assertTooLong(Response response) {
        assertThat(response.expect(413).json().path("error").textValue())
                .isEqualTo("The request body has more than the maximum of 1048576 bytes.");
        assertThat(response.json().path("code").textValue()).isEqualTo("body_too_large");
        assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json");
    }
}
