package dev.vask.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.RawWebSocket;
import dev.vask.support.RedisProcess;
import dev.vask.support.ServerStart;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StartIT {

    @Test
    void a_first_app_without_a_secret_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.app.key", "demo"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly("vask.app.key is set, but vask.app.secret is not. Set VASK_APP_SECRET too.");
        }
    }

    @Test
    void a_first_app_with_a_short_secret_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.app.key", "shop", "vask.app.secret", "seven-7"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly("Invalid value for vask.app.secret: has 7 characters, must have at least 8. Set"
                            + " VASK_APP_SECRET to a random value, for example from 'openssl rand -hex 16'.");
        }
    }

    @Test
    void published_credentials_are_warned_of() {
        try (ServerStart start = ServerStart.with(Map.of(
                "vask.app.key",
                "demo",
                "vask.app.secret",
                "demo-secret",
                "vask.admin.token",
                "demo-token-for-local-use",
                "vask.admin.previous-token",
                "demo-token-for-local-use",
                "vask.secrets.key",
                "Zm9yLXRyeWluZy12YXNrLW91dC1rbm93bi10by1hbGw="))) {
            start.awaitListening();
            for (String variable :
                    List.of("VASK_APP_SECRET", "VASK_ADMIN_TOKEN", "VASK_ADMIN_PREVIOUS_TOKEN", "VASK_SECRETS_KEY")) {
                assertThat(start.output()).contains(variable + " is an example value from Vask's documentation");
            }
            assertThat(start.output())
                    .contains("VASK_APP_SECRET has fewer than 16 characters")
                    .doesNotContain("demo-secret");
        }
    }

    @Test
    void the_demo_and_private_credentials_are_not_warned_of() {
        Map<String, String> demo = Map.of(
                "vask.demo",
                "true",
                "vask.app.key",
                "demo",
                "vask.app.secret",
                "demo-secret",
                "vask.admin.token",
                "demo-token-for-local-use");
        for (Map<String, String> settings :
                List.of(demo, Map.of("vask.app.key", "shop", "vask.app.secret", "a-secret-of-our-own"))) {
            try (ServerStart start = ServerStart.with(settings)) {
                start.awaitListening();
                assertThat(start.output()).doesNotContain("documentation", "fewer than");
            }
        }
    }

    /** Checks the command of `make run`, which Make prints in a dry run. */
    @Test
    void make_run_listens_on_localhost_unless_a_host_is_set() throws Exception {
        assertThat(recipe()).contains("QUARKUS_HTTP_HOST=127.0.0.1", "VASK_DEMO=true");
        assertThat(recipe("HOST=0.0.0.0")).contains("QUARKUS_HTTP_HOST=0.0.0.0");

        String token = Pattern.compile("VASK_ADMIN_TOKEN=(\\S+)")
                .matcher(recipe())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        try (ServerStart start =
                ServerStart.with(Map.of("vask.admin.token", token, "quarkus.http.host", "127.0.0.1"))) {
            start.awaitListening();
            assertThat(start.output())
                    .as("it is in the documentation and in the check")
                    .contains("VASK_ADMIN_TOKEN is an example value from");
        }
    }

    private static String recipe(String... variables) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("make", "--dry-run", "--assume-old=target/quarkus-app/quarkus-run.jar", "run"));
        command.addAll(List.of(variables));
        ProcessBuilder make = new ProcessBuilder(command).redirectErrorStream(true);
        make.environment().keySet().removeIf(it -> it.equals("HOST") || it.startsWith("MAKE") || it.equals("MFLAGS"));
        return new String(make.start().getInputStream().readAllBytes());
    }

    @Test
    void a_first_app_with_an_invalid_key_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.app.key", "my app", "vask.app.secret", "open-sesame"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly(
                            "Invalid value for vask.app.key: 'my app', must be 1 to 64 characters of A-Z a-z 0-9 _ -");
        }
    }

    @Test
    void a_misspelled_setting_stops_the_start_and_is_named() {
        try (ServerStart start = ServerStart.with(Map.of("vask.edge.pong-timout", "1s"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly("Unknown setting vask.edge.pong-timout. Did you mean vask.edge.pong-timeout?");
        }
    }

    @Test
    void an_invalid_trusted_proxy_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.edge.trusted-proxies", "10.0.0.0/8,balancer"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly(
                            "Invalid value for vask.edge.trusted-proxies: 'balancer' is not an address or a network like 10.0.0.0/8.");
        }
    }

    @Test
    void a_limit_of_zero_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.edge.connections-per-minute", "0"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly(
                            "Invalid value for vask.edge.connections-per-minute: must be at least 1, found 0. Remove the setting for no limit.");
        }
    }

    @Test
    void a_server_without_an_app_and_an_admin_token_logs_what_to_set() {
        try (ServerStart start = ServerStart.with(Map.of("vask.admin.token", ""))) {
            start.awaitOutput(Pattern.compile("set VASK_APP_KEY and VASK_APP_SECRET, or VASK_ADMIN_TOKEN"));
        }
    }

    @Test
    void the_log_is_json_lines_if_configured() {
        try (ServerStart start = ServerStart.with(Map.of("vask.log.json", "true"))) {
            start.awaitOutput(
                    Pattern.compile("\\{.*\"level\":\"INFO\".*\"message\":\"[^\"]*Listening on: [^\"]*\".*\\}"));
        }
    }

    @Test
    void the_banner_has_the_configured_management_port() {
        String port = Integer.toString(RedisProcess.freePort());
        try (ServerStart start = ServerStart.with(Map.of("vask.management.port", port))) {
            start.awaitOutput(Pattern.compile("Management interface listening on http://[^:]+:%s\\b".formatted(port)));
        }
    }

    @Test
    void a_json_line_names_app_connection_and_channel() {
        try (ServerStart start = ServerStart.with(Map.of(
                "vask.log.json",
                "true",
                "quarkus.log.category.\"dev.vask.edge\".level",
                "DEBUG",
                "vask.app.key",
                "shop",
                "vask.app.secret",
                "open-sesame"))) {
            String port = start.awaitOutput(Pattern.compile("Listening on: http://[^:]+:(\\d+)"))
                    .group(1);
            try (RawWebSocket socket =
                    RawWebSocket.open(URI.create("ws://127.0.0.1:" + port), "/app/shop?protocol=7")) {
                String id = Json.parse(
                                Json.parse(socket.nextText()).path("data").textValue())
                        .path("socket_id")
                        .textValue();

                socket.text(
                        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-x\",\"auth\":\"shop:none\"}}");

                JsonNode line = Json.parse(start.awaitOutput(Pattern.compile("\\{.*Rejected a command.*}"))
                                .group())
                        .path("mdc");
                assertThat(line.path("app").textValue()).isEqualTo("shop");
                assertThat(line.path("socket").textValue()).isEqualTo(id);
                assertThat(line.path("channel").textValue()).isEqualTo("private-x");
            }
        }
    }

    @Test
    void a_port_in_use_stops_the_start_with_one_line() throws IOException {
        try (ServerSocket taken = new ServerSocket(0);
                ServerStart start = ServerStart.with(Map.of("quarkus.http.port", "" + taken.getLocalPort()))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output())
                    .containsPattern("Cannot listen on port %d .* set PORT to another".formatted(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_management_port_in_use_stops_the_start_with_one_line() throws IOException {
        try (ServerSocket taken = new ServerSocket(0);
                ServerStart start = ServerStart.with(Map.of("vask.management.port", "" + taken.getLocalPort()))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .singleElement()
                    .asString()
                    .matches(
                            "Cannot listen on management port %d \\(.*\\)\\. Stop the process that uses it, or set VASK_MANAGEMENT_PORT to another port\\."
                                    .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void an_invalid_port_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.management.port", "99999"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly(
                            "Invalid value for vask.management.port: '99999', must be a number from 0 to 65535.");
        }
    }

    @Test
    void the_two_ports_must_differ() {
        try (ServerStart start =
                ServerStart.with(Map.of("quarkus.http.port", "18999", "vask.management.port", "18999"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly(
                            "Invalid value for vask.management.port: 18999 is the public port. Set VASK_MANAGEMENT_PORT to another port.");
        }
    }

    @Test
    void an_invalid_shutdown_delay_stops_the_start_with_one_line() {
        try (ServerStart start = ServerStart.with(Map.of("vask.shutdown.delay", "-1s"))) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines())
                    .containsExactly("Invalid value for vask.shutdown.delay: must be 0 or longer, found PT-1S.");
        }
    }
}
