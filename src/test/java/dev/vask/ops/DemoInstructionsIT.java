package dev.vask.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vask.support.Http;
import dev.vask.support.ServerStart;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoInstructionsIT {

    private static final Map<String, String> DEMO =
            Map.of("vask.demo", "true", "vask.app.key", "demo", "vask.app.secret", "demo-secret");

    @Test
    void the_demo_prints_its_address_and_how_to_connect_a_client() {
        try (ServerStart start = ServerStart.with(DEMO)) {
            String url = start.awaitOutput(
                            Pattern.compile("Vask listens on http://localhost:(\\d+) .* key demo, secret demo-secret"))
                    .group(1);

            assertThat(start.awaitOutput(Pattern.compile("npm install.*")).group())
                    .contains("new Pusher(\"demo\"", "wsPort: " + url)
                    .doesNotContain("{port}", "{key}", "{secret}");
            assertThat(start.awaitOutput(Pattern.compile("s = new WebSocket.*")).group())
                    .contains("ws://localhost:%s/app/demo?protocol=7".formatted(url));
        }
    }

    @Test
    void the_printed_address_of_the_console_works() {
        try (ServerStart start = ServerStart.with(DEMO)) {
            String url = start.awaitOutput(Pattern.compile("The console, .*: (http://localhost:\\d+/console/)"))
                    .group(1);

            assertThat(Http.request("GET", URI.create(url.replace("localhost", "127.0.0.1")), new byte[0])
                            .expect(200)
                            .body())
                    .contains("<vask-console>");
        }
    }

    @Test
    void the_address_of_the_console_is_not_printed_if_it_is_not_on_this_port() {
        Map<String, String> settings = new HashMap<>(DEMO);
        settings.put("vask.admin.public", "false");
        try (ServerStart start = ServerStart.with(settings)) {
            start.awaitOutput(Pattern.compile("auth_signature=.*\""));

            assertThat(start.output()).doesNotContain("The console, for which");
        }
    }

    @Test
    void the_printed_publish_command_works() throws Exception {
        assumeTrue(hasCommand("curl") && hasCommand("openssl"), "needs curl and openssl");
        try (ServerStart start = ServerStart.with(DEMO)) {
            String line = start.awaitOutput(Pattern.compile("b=.*auth_signature=.*\""))
                    .group();

            assertThat(sh(line)).isEqualTo("{}");
        }
    }

    @Test
    void a_server_without_demo_mode_does_not_print_its_secret() {
        ServerStart start = ServerStart.with(Map.of("vask.app.key", "shop", "vask.app.secret", "open-sesame"));
        start.awaitOutput(Pattern.compile("Memory: heap up to"));
        start.close();

        assertThat(start.output()).doesNotContain("open-sesame");
    }

    private static boolean hasCommand(String name) throws Exception {
        return !sh("command -v " + name + " || true").isBlank();
    }

    private static String sh(String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}
