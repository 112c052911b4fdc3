package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawHttp;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limit of the head of a request (1.11). */
@SameInBothModes
class HeadSizeIT {

    private final Server server = Server.standard();

    @ParameterizedTest
    @CsvSource({"3000, 404", "32000, 404", "33000, 431", "200000, 431"})
    void a_request_line_has_at_most_32_KiB(int length, int status) {
        assertHead(
                RawHttp.exchange(server.api(), "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted("x".repeat(length))),
                status);
    }

    @ParameterizedTest
    @CsvSource({"7000, 200", "32000, 200", "33000, 431", "200000, 431"})
    void headers_have_at_most_32_KiB(int length, int status) {
        assertHead(RawHttp.exchange(server.api(), head("/q/health/live", length)), status);
    }

    @ParameterizedTest
    @CsvSource({"32000, 426", "33000, 431"})
    void headers_of_a_handshake_have_at_most_32_KiB(int length, int status) {
        assertHead(RawHttp.exchange(server.edge(), head("/app/x", length)), status);
    }

    @ParameterizedTest
    @CsvSource({"15000, 404", "17000, 431"})
    void request_line_and_headers_count_together(int half, int status) {
        assertHead(RawHttp.exchange(server.api(), head("/" + "x".repeat(half), half)), status);
    }

    @Test
    void the_limit_is_a_setting() {
        Server strict = Server.with(Map.of("vask.http.max-head-bytes", "1999")); // a server of its own

        assertHead(RawHttp.exchange(strict.api(), head("/q/health/live", 1_800)), 200);
        assertHead(RawHttp.exchange(strict.api(), head("/q/health/live", 2_000)), 431);
        assertThat(strict.request("GET", "/q/metrics", new byte[0]).body())
                .contains("vask_rejections_total{limit=\"head_bytes\"} 1.0");
    }

    private static void assertHead(String response, int status) {
        assertThat(response).containsPattern("^HTTP/1[.][01] " + status);
        if (status == 431) {
            assertThat(response).containsIgnoringCase("connection: close").contains("\"code\":\"head_too_large\"");
        }
    }

    private static String head(String path, int length) {
        return "GET %s HTTP/1.1\r\nHost: x\r\nX-Padding: %s\r\n\r\n".formatted(path, "x".repeat(length));
    }
}
