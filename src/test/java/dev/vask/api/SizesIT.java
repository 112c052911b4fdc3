package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Raw;
import dev.vask.support.Server;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stranger may send before anybody looks at it. */
class SizesIT {

    private final Server server = Server.standard();

    @ParameterizedTest
    @CsvSource({"3000, 404", "4200, 414", "100000, 414"})
    void a_request_line_has_4_KiB_at_most(int length, int status) {
        assertThat(Raw.exchange(server.api(), "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted("x".repeat(length))))
                .containsPattern("^HTTP/1[.][01] " + status);
    }

    @ParameterizedTest
    @CsvSource({"7000, 200", "8300, 431", "100000, 431"})
    void headers_have_8_KiB_at_most(int length, int status) {
        assertThat(Raw.exchange(server.api(), head("/q/health/live", length))).containsPattern("^HTTP/1[.][01] " + status);
    }

    @ParameterizedTest
    @CsvSource({"7000, 426", "8300, 431"})
    void so_have_those_of_whoever_would_open_a_socket(int length, int status) {
        URI edge = server.edge();

        assertThat(Raw.exchange(edge, head("/app/x", length))).containsPattern("^HTTP/1[.][01] " + status);
    }

    private static String head(String path, int length) {
        return "GET %s HTTP/1.1\r\nHost: x\r\nX-Padding: %s\r\n\r\n".formatted(path, "x".repeat(length));
    }
}
