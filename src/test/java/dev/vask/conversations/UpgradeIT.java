package dev.vask.conversations;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.RawHttp;
import dev.vask.support.RawWebSocket;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake of RFC 6455 section 4.2 (1.10), and subprotocols (1.9). */
@SameInBothModes
class UpgradeIT {

    private static final List<String> HANDSHAKE = List.of(
            "Host: x",
            "Upgrade: websocket",
            "Connection: keep-alive, Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13");

    private final Server server = Server.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {"/app/KEY", "/app/no-such-app", "/", "/ws", "/apps/KEY/events", "/admin/v1/apps", "/q/health"})
    void an_unsupported_version_is_answered_with_the_supported_one(String path) {
        assertThat(upgrade(path, "Sec-WebSocket-Version: 8"))
                .startsWith("HTTP/1.1 426 ")
                .containsIgnoringCase("\r\nSec-WebSocket-Version: 13\r\n")
                .contains("\"code\":\"upgrade_required\"");
        assertThat(upgrade(path, "Sec-WebSocket-Version")).startsWith("HTTP/1.1 426 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Key", "Sec-WebSocket-Key: ", "Sec-WebSocket-Key: abc",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZTEy", "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==", "Upgrade",
                        "Upgrade: other",
                "Connection", "Connection: keep-alive"
            })
    void an_incomplete_handshake_is_malformed(String header) {
        for (String path : List.of("/app/KEY", "/ws", "/")) {
            assertThat(upgrade(path, header)).startsWith("HTTP/1.1 400 ").contains("\"code\":\"malformed_request\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, X: y", "true, Sec-WebSocket-Protocol: pusher", "false, X: y"})
    void frames_before_the_response_close_the_connection_with_1002(String direct, String header) throws IOException {
        Server any = Server.with(Map.of("vask.edge.direct-writes", direct));
        String handshake = "GET /app/KEY HTTP/1.1\r\n" + String.join("\r\n", HANDSHAKE) + "\r\n" + header + "\r\n\r\n";
        try (Socket socket = RawHttp.connect(any.edge())) {
            RawHttp.send(socket, (handshake + "\u0081\u0081\0\0\0\0a").getBytes(ISO_8859_1));

            assertThat(RawHttp.readResponse(socket)).startsWith("HTTP/1.1 101 ");
            byte[] frames = socket.getInputStream().readAllBytes();
            assertThat(HexFormat.of().formatHex(frames, 2, 4)).isEqualTo("03ea");
        }
    }

    @Test
    void an_upgrade_needs_get_and_http_1_1() {
        assertThat(upgrade("GET /app/KEY HTTP/1.0", "X: y", "Connection: close"))
                .contains(" 400 ", "malformed_request");
        assertThat(upgrade("POST /app/KEY HTTP/1.1", "X: y")).contains(" 400 ", "malformed_request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pusher-channels-protocol-7 | pusher-channels-protocol-7",
                "pusher-channels-protocol-12, pusher | pusher-channels-protocol-12",
                "chat, pusher, pusher-channels-protocol-7 | pusher",
                "pusher-channels-protocol-, pusher-channels-protocol-7x, PUSHER | ",
                "* | ",
                "pusher-channels-protocol-7;x=1 | "
            })
    void the_first_supported_subprotocol_is_selected(String offered, String selected) {
        for (String path : List.of("/app/" + server.app().key(), "/ws")) {
            try (RawWebSocket client = RawWebSocket.open(server.edge(), path, "Sec-WebSocket-Protocol: " + offered)) {
                assertThat(client.responseHead().getFirst()).contains(" 101 ");
                assertThat(subprotocols(client)).isEqualTo(selected == null ? List.of() : List.of(selected));
            }
        }
    }

    @Test
    void subprotocols_can_be_offered_in_several_headers() {
        try (RawWebSocket client = RawWebSocket.open(
                server.edge(),
                "/app/" + server.app().key(),
                "Sec-WebSocket-Protocol: chat",
                "Sec-WebSocket-Protocol: pusher-channels-protocol-7")) {
            assertThat(subprotocols(client)).isEqualTo(List.of("pusher-channels-protocol-7"));
            assertThat(client.nextText()).contains("pusher:connection_established");
        }
    }

    private static List<String> subprotocols(RawWebSocket client) {
        String name = "sec-websocket-protocol:";
        return client.responseHead().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .toList();
    }

    /** Sends a handshake for a path or a request line. Given headers replace the default ones; those without a value are omitted. */
    private String upgrade(String pathOrLine, String... headers) {
        String line = pathOrLine.contains(" ") ? pathOrLine : "GET %s HTTP/1.1".formatted(pathOrLine);
        List<String> replaced = Arrays.stream(headers).map(UpgradeIT::name).toList();
        String rest =
                HANDSHAKE.stream().filter(it -> !replaced.contains(name(it))).collect(Collectors.joining("\r\n"));
        String additional = Arrays.stream(headers)
                .filter(it -> it.contains(":"))
                .map(it -> "\r\n" + it)
                .collect(Collectors.joining());
        return RawHttp.exchange(
                server.edge(), line.replace("KEY", server.app().key()) + "\r\n" + rest + additional + "\r\n\r\n");
    }

    private static String name(String header) {
        return header.contains(":") ? header.substring(0, header.indexOf(':')) : header;
    }
}
