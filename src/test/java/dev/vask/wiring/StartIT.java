package dev.vask.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.RawWebSocket;
import dev.vask.support.ServerStart;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StartIT {

    @Test
    void a_first_app_without_a_secret_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.app.key", "demo"))) {
            assertThat(start.ends()).isEqualTo(1);
            assertThat(start.printed().lines())
                    .containsExactly("vask.app.key is set, but vask.app.secret is not: set VASK_APP_SECRET too");
        }
    }

    @Test
    void a_first_app_with_a_key_that_is_none_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.app.key", "my app", "vask.app.secret", "s"))) {
            assertThat(start.ends()).isEqualTo(1);
            assertThat(start.printed().lines())
                    .containsExactly("vask.app.key is 'my app': set VASK_APP_KEY to 1 to 64 characters of A-Z a-z 0-9 _ -");
        }
    }

    @Test
    void a_misspelled_setting_stops_the_start_and_is_named() {
        try (ServerStart start = ServerStart.with(Map.of("vask.edge.pong-timout", "1s"))) {
            assertThat(start.ends()).isEqualTo(1);
            assertThat(start.printed()).contains("vask.edge.pong-timout").doesNotContain("\tat ");
        }
    }

    @Test
    void a_proxy_to_trust_that_is_no_network_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.edge.trusted-proxies", "10.0.0.0/8,balancer"))) {
            assertThat(start.ends()).isEqualTo(1);
            assertThat(start.printed().lines()).containsExactly(
                    "vask.edge.trusted-proxies holds 'balancer', but must hold networks like 10.0.0.0/8 or addresses");
        }
    }

    @Test
    void a_limit_that_lets_nobody_in_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.edge.connections-per-minute", "0"))) {
            assertThat(start.ends()).isEqualTo(1);
            assertThat(start.printed().lines()).containsExactly(
                    "vask.edge.connections-per-minute is 0, but must be at least 1, or left out for any number");
        }
    }

    @Test
    void a_server_with_no_app_and_no_way_to_make_one_says_what_to_set() {
        try (ServerStart start = ServerStart.with(Map.of("vask.admin.token", ""))) {
            start.prints(Pattern.compile("set VASK_APP_KEY and VASK_APP_SECRET, or VASK_ADMIN_TOKEN"));
        }
    }

    @Test
    void the_log_is_lines_of_json_if_it_is_to_be() {
        try (ServerStart start = ServerStart.with(Map.of("vask.log.json", "true"))) {
            start.prints(Pattern.compile("\\{.*\"level\":\"INFO\".*\"message\":\"[^\"]*Listening on: [^\"]*\".*\\}"));
        }
    }

    @Test
    void a_line_of_json_names_the_app_the_socket_and_the_channel_that_it_is_about() {
        try (ServerStart start = ServerStart.with(Map.of(
                "vask.log.json", "true", "quarkus.log.category.\"dev.vask.edge\".level", "DEBUG",
                "vask.app.key", "shop", "vask.app.secret", "s"))) {
            String port = start.prints(Pattern.compile("Listening on: http://[^:]+:(\\d+)")).group(1);
            try (RawWebSocket socket = RawWebSocket.open(URI.create("ws://127.0.0.1:" + port), "/app/shop?protocol=7")) {
                String id = Json.parse(Json.parse(socket.nextText()).path("data").textValue()).path("socket_id").textValue();

                socket.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-x\",\"auth\":\"shop:none\"}}");

                JsonNode line = Json.parse(start.prints(Pattern.compile("\\{.*A command was refused.*}")).group()).path("mdc");
                assertThat(line.path("app").textValue()).isEqualTo("shop");
                assertThat(line.path("socket").textValue()).isEqualTo(id);
                assertThat(line.path("channel").textValue()).isEqualTo("private-x");
            }
        }
    }

    @Test
    void a_port_that_is_taken_stops_the_start_with_one_line() throws IOException {
        try (ServerSocket taken = new ServerSocket(0);
                ServerStart start = ServerStart.with(Map.of("quarkus.http.port", "" + taken.getLocalPort()))) {
            assertThat(start.ends()).isEqualTo(1);
            assertThat(start.printed())
                    .containsPattern("port %d cannot be opened .* set PORT to another".formatted(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }
}
