package dev.vask.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening a connection (5.1), and rejected connections. */
class HandshakeIT {

    private final Server server = Server.standard();

    @Test
    void the_first_frame_contains_the_socket_id_and_the_activity_timeout() {
        PusherClient client = server.app().connect("protocol=7&client=js&version=8.6.0&flash=false");

        assertThat(client.next().text())
                .matches(
                        "\\{\"event\":\"pusher:connection_established\","
                                + "\"data\":\"\\{\\\\\"socket_id\\\\\":\\\\\"\\d+\\.\\d+\\\\\",\\\\\"activity_timeout\\\\\":120}\"}");
        client.receivesNothingMore();
    }

    @Test
    void socket_ids_are_unique() {
        TestApp one = server.app();
        TestApp other = server.app();
        Set<String> ids = new HashSet<>();

        IntStream.range(0, 10)
                .forEach(i -> ids.addAll(
                        List.of(one.connect().socketId(), other.connect().socketId())));

        assertThat(ids).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "protocol=5",
                "protocol=6",
                "protocol=7",
                "client=js",
                "protocol=7&version=none&client=%00&x=1&x=2&flash=false"
            })
    void the_query_is_accepted(String query) {
        PusherClient client = server.app().connect(query).established();

        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "4", "9", "77", "-7", "7.0", "abc", "99999999999999999999"})
    void an_unsupported_protocol_is_closed_with_4007(String protocol) {
        PusherClient client = server.app().connect("protocol=" + protocol);

        client.closedWith(4007);
    }

    @Test
    void an_unknown_app_is_closed_with_a_reason() {
        PusherClient client = server.open("/app/nobody-has-this-key?protocol=7");

        String reason = client.closedWith(4001);

        assertThat(reason).isNotBlank();
        assertThat(reason.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(123);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "%C3%A9", "%00", "LONG"})
    void an_invalid_key_is_unknown(String key) {
        PusherClient client = server.open("/app/" + key.replace("LONG", "%C3%A4".repeat(500)) + "?protocol=7");

        String reason = client.closedWith(4001);

        assertThat(reason.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(123);
    }

    @Test
    void a_disabled_app_is_closed_with_4003() {
        PusherClient client = server.app(Map.of("enabled", false)).connect("protocol=7");

        client.closedWith(4003);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/app",
                "/app/",
                "/app/KEY/",
                "/app/KEY/more",
                "/apps/KEY",
                "/apps/KEY/events",
                "/ws",
                "/a/b/c"
            })
    void another_path_is_closed_with_4005(String path) {
        PusherClient client = server.open(path.replace("KEY", server.app().key()) + "?protocol=7");

        client.closedWith(4005);
    }

    @Test
    void the_connection_quota_can_be_used_up_but_not_exceeded() {
        TestApp app = server.app(Map.of("quotas", Map.of("max_connections", 2)));
        PusherClient first = app.connect();
        PusherClient second = app.connect();

        app.connect("protocol=7").closedWith(4004);

        first.receivesNothingMore();
        second.receivesNothingMore();
    }

    @Test
    void a_closed_connection_releases_its_quota() {
        TestApp app = server.app(Map.of("quotas", Map.of("max_connections", 2)));
        PusherClient first = app.connect();
        PusherClient second = app.connect();

        first.close();
        await().untilAsserted(() -> app.connect("protocol=7").established());
        second.abort();
        await().untilAsserted(() -> app.connect("protocol=7").established());

        app.connect("protocol=7").closedWith(4004);
    }

    @Test
    void rejected_connections_do_not_use_the_quota() {
        TestApp app = server.app(Map.of("quotas", Map.of("max_connections", 1), "enabled", false));
        app.connect("protocol=7").closedWith(4003);
        app.change(Map.of("enabled", true));
        app.connect("protocol=9").closedWith(4007);

        PusherClient client = app.connect();

        app.connect("protocol=7").closedWith(4004);
        app.connect("protocol=7").closedWith(4004);
        client.receivesNothingMore();
    }

    @Test
    void the_path_is_checked_before_the_app() {
        server.open("/app/nobody-has-this-key/more?protocol=9").closedWith(4005);
    }

    @Test
    void the_app_is_checked_before_the_protocol() {
        server.open("/app/nobody-has-this-key?protocol=9").closedWith(4001);
        server.app(Map.of("enabled", false)).connect("protocol=9").closedWith(4003);
    }

    @Test
    void the_protocol_is_checked_before_the_quota() {
        TestApp app = server.app(Map.of("quotas", Map.of("max_connections", 1)));
        app.connect();

        app.connect("protocol=9").closedWith(4007);
    }

    @Test
    void protocol_5_receives_an_error_before_the_close() {
        PusherClient unknown = server.open("/app/nobody-has-this-key?protocol=5");
        unknown.receivesError(4001);
        unknown.closedWith(4001);

        PusherClient disabled = server.app(Map.of("enabled", false)).connect("protocol=5");
        disabled.receivesError(4003);
        disabled.closedWith(4003);
    }

    @Test
    void protocol_5_receives_the_error_of_an_exhausted_quota() {
        TestApp app = server.app(Map.of("quotas", Map.of("max_connections", 1)));
        app.connect();

        PusherClient client = app.connect("protocol=5");

        client.receivesError(4004);
        client.closedWith(4004);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7})
    void later_protocols_receive_only_the_close(int protocol) {
        server.open("/app/nobody-has-this-key?protocol=" + protocol).closedWith(4001);
    }

    @Test
    void a_request_without_an_upgrade_is_rejected() {
        int status = server.requestToEdge("GET", "/app/" + server.app().key()).status();

        assertThat(status).isIn(426, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pusher", "chat, pusher", "pusher, chat"})
    void the_subprotocol_pusher_is_selected(String offered) {
        try (RawWebSocket client = open("Sec-WebSocket-Protocol: " + offered)) {
            assertThat(client.responseHead().getFirst()).contains(" 101 ");
            assertThat(client.responseHead())
                    .anySatisfy(it -> assertThat(it).isEqualToIgnoringCase("sec-websocket-protocol: pusher"));
            assertThat(client.nextText()).contains("pusher:connection_established");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: Pusher-2, x", "X-Nothing: offered"})
    void other_subprotocols_are_not_selected_and_do_not_fail(String header) {
        try (RawWebSocket client = open(header)) {
            assertThat(client.responseHead().getFirst()).contains(" 101 ");
            assertThat(client.responseHead())
                    .noneMatch(it -> it.toLowerCase(Locale.ROOT).startsWith("sec-websocket-protocol"));
            assertThat(client.nextText()).contains("pusher:connection_established");
        }
    }

    @Test
    void frames_sent_before_the_connection_is_established_are_answered_after_it() {
        String ping = "{\"event\":\"pusher:ping\",\"data\":{}}";
        try (RawWebSocket client = open().text(ping).text(ping)) {
            assertThat(client.nextText()).contains("pusher:connection_established");
            assertThat(client.nextText()).contains("pusher:pong");
            assertThat(client.nextText()).contains("pusher:pong");
        }
    }

    @Test
    void apps_do_not_share_a_quota() {
        TestApp full = server.app(Map.of("quotas", Map.of("max_connections", 1)));
        full.connect();

        PusherClient client =
                server.app(Map.of("quotas", Map.of("max_connections", 1))).connect();

        client.receivesNothingMore();
    }

    private RawWebSocket open(String... headers) {
        return RawWebSocket.open(server.edge(), "/app/" + server.app().key() + "?protocol=7", headers);
    }
}
