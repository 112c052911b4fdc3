package dev.vask.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Raw;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bodies are read, whole and in pieces, and what becomes of those that are too long (4.0.11). */
class BodiesIT {

    private static final int LONGEST = 1_048_576;

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_body_has_a_mebibyte_at_most() {
        byte[] longest = bodyOf(LONGEST);

        server.request("POST", sign(longest), longest).expect(200);
        tooLong(server.request("POST", sign(longest), bodyOf(LONGEST + 1)));
    }

    @Test
    void whoever_sends_in_chunks_is_measured_as_well() throws IOException {
        byte[] longest = bodyOf(LONGEST);

        try (Socket socket = Raw.connect(server.api())) {
            Raw.send(socket, head(sign(longest), "Transfer-Encoding: chunked"));
            sendChunk(socket, Arrays.copyOf(longest, LONGEST - 1));
            sendChunk(socket, Arrays.copyOfRange(longest, LONGEST - 1, LONGEST));
            sendChunk(socket, new byte[0]);
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 200");

            Raw.send(socket, head(sign(longest), "Transfer-Encoding: chunked"));
            sendChunk(socket, longest);
            sendChunk(socket, new byte[1]);
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 413").contains("{\"error\":\"the body has more than");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LONGEST + 1, 11_000_000, 40_000_000})
    void whoever_sends_on_and_on_can_read_the_answer_and_go_on(int length) throws IOException {
        try (Socket socket = Raw.connect(server.api())) {
            Raw.send(socket, head("/apps/%s/events".formatted(app.key()), "Content-Length: " + length));
            Raw.send(socket, new byte[length]);
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 413").contains("{\"error\":\"the body has more than");

            Raw.send(socket, head("/apps/no-such-app/events", "Content-Length: 0"));
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void whoever_asks_before_sending_is_told_at_once() throws IOException {
        byte[] event = bodyOf(100);
        try (Socket socket = Raw.connect(server.api())) {
            Raw.send(socket, head(sign(event), "Content-Length: 100", "Expect: 100-continue"));
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 100");
            Raw.send(socket, event);
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 200");

            Raw.send(socket, head(sign(event), "Content-Length: " + (LONGEST + 1), "Expect: 100-continue"));
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoever_never_ends_is_cut_off_after_a_while() throws IOException {
        try (Socket socket = Raw.connect(server.api())) {
            Raw.send(socket, head("/apps/%s/events".formatted(app.key()), "Content-Length: " + (LONGEST + 1)));
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 413");

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_body_may_come_byte_by_byte() throws IOException {
        byte[] event = bodyOf(60);
        try (Socket socket = Raw.connect(server.api())) {
            socket.setTcpNoDelay(true);
            Raw.send(socket, head(sign(event), "Content-Length: 60"));
            for (byte one : event) {
                Raw.send(socket, new byte[] {one});
            }
            assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void requests_may_be_sent_before_earlier_ones_are_answered() throws IOException {
        byte[] event = bodyOf(60);
        byte[] none = {};
        String channels = app.signer().request("GET", "/apps/" + app.key() + "/channels/c", Map.of(), none);
        var subscriber = app.connect().subscribe("c");
        try (Socket socket = Raw.connect(server.api())) {
            for (int i = 0; i < 5; i++) {
                Raw.send(socket, head(sign(event), "Content-Length: 60"));
                Raw.send(socket, event);
                Raw.send(socket, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(channels).getBytes(UTF_8));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 200").endsWith("{}");
                assertThat(Raw.answer(socket)).startsWith("HTTP/1.1 200").endsWith("{\"occupied\":true}");
            }
        }
        for (int i = 0; i < 5; i++) {
            subscriber.hears("n", "c");
        }
    }

    @Test
    void a_body_that_breaks_off_is_not_acted_on() throws IOException {
        var subscriber = app.connect().subscribe("c");
        byte[] event = bodyOf(60);
        try (Socket socket = Raw.connect(server.api())) {
            Raw.send(socket, head(sign(event), "Content-Length: 61"));
            Raw.send(socket, event);
        }
        try (Socket socket = Raw.connect(server.api())) {
            Raw.send(socket, head(sign(event), "Transfer-Encoding: chunked"));
            sendChunk(socket, event);
            Raw.send(socket, "nonsense\r\n\r\n".getBytes(UTF_8));
            assertThat(socket.getInputStream().readAllBytes()).asString().doesNotContain("200");
        }
        subscriber.hearsNothingMore();
    }

    private String sign(byte[] body) {
        return app.signer().request("POST", "/apps/" + app.key() + "/events", Map.of(), body);
    }

    /** A valid event on channel c in exactly so many bytes. */
    private static byte[] bodyOf(int length) {
        String event = """
                {"name":"n","channel":"c","data":""}""";
        return (event + " ".repeat(length - event.length())).getBytes(UTF_8);
    }

    private static byte[] head(String request, String... headers) {
        return "POST %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n".formatted(request, String.join("\r\n", headers)).getBytes(UTF_8);
    }

    private static void sendChunk(Socket socket, byte[] bytes) throws IOException {
        Raw.send(socket, (Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
        Raw.send(socket, bytes);
        Raw.send(socket, "\r\n".getBytes(UTF_8));
    }

    private static void tooLong(Response answer) {
        assertThat(answer.expect(413).json().path("error").textValue())
                .isEqualTo("the body has more than the 1048576 bytes that are allowed");
        assertThat(answer.json().path("code").textValue()).isEqualTo("body_too_large");
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/json");
    }
}
