package dev.vask.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawHttp;
import dev.vask.support.Server;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An invalid HTTP/1.1 request gets 400, and further bytes of its connection are not parsed as requests. */
class MalformedRequestsIT {

    private static final String NEXT = "GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Server server = Server.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Transfer-Encoding: xchunked",
                "POST / HTTP/1.1|Transfer-Encoding: identity",
                "POST / HTTP/1.1|Transfer-Encoding: gzip, chunked",
                "POST / HTTP/1.1|Transfer-Encoding: chunked|Transfer-Encoding: chunked",
                "POST / HTTP/1.1|Transfer-Encoding: chunked|Content-Length: 3",
                "POST / HTTP/1.1|Content-Length: 3|Content-Length: 4",
                "POST / HTTP/1.1|Content-Length: -1",
                "POST / HTTP/1.0|Transfer-Encoding: chunked",
                "POST /apps/x/events HTTP/1.1|Transfer-Encoding: xchunked",
                "GET / HTTP/2.0",
                "GET /%zz HTTP/1.1",
                "GET /% HTTP/1.1",
                "nonsense"
            })
    void a_malformed_request_is_400_and_closes_its_connection(String head) throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, (head.replace("|", "\r\n") + "\r\nHost: x\r\n\r\n" + NEXT).getBytes(ISO_8859_1));

            assertThat(RawHttp.readResponse(socket))
                    .containsPattern("^HTTP/\\d[.]\\d 400 ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"code\":\"malformed_request\"");
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(server.log()).doesNotContain("Unhandled exception in router");
    }

    // HTTP/2 (1.12)

    @Test
    void http_2_with_prior_knowledge_is_rejected() throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(ISO_8859_1));

            assertThat(RawHttp.readResponse(socket)).containsPattern("^HTTP/\\d[.]\\d 400 ");
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/q/health/live"})
    void an_upgrade_to_http_2_is_ignored(String path) throws IOException {
        try (Socket socket = RawHttp.connect(server.api())) {
            RawHttp.send(socket, """
                    GET %s HTTP/1.1
                    Host: x
                    Connection: Upgrade, HTTP2-Settings
                    Upgrade: h2c
                    HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA

                    """.formatted(path).replace("\n", "\r\n").getBytes(ISO_8859_1));
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 200 ");

            RawHttp.send(socket, NEXT.getBytes(ISO_8859_1));
            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void an_unescaped_query_is_accepted() { // 3.1.b
        assertThat(RawHttp.exchange(server.api(), "GET /q/health/live?x=|{%z HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }
}
