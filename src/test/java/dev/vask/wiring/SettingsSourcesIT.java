package dev.vask.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.Server;
import dev.vask.support.ServerStart;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Where settings come from, through the launcher; and the lines that say what was started. */
@Execution(ExecutionMode.SAME_THREAD) // a start needs much CPU
class SettingsSourcesIT {

    private static final String TOKEN = "a-token-that-is-in-a-file";

    @TempDir
    private Path directory;

    @Test
    void settings_come_from_files_and_secrets_from_files_of_their_own() throws IOException {
        write(
                ".env",
                "VASK_APP_KEY=from-dot-env\nVASK_ROLE=edge\nVASK_APP_SECRET_FILE="
                        + write("secret", "open-sesame-1234\n"));
        write(
                "config/application.properties",
                "vask.admin.token-file=%s\nvask.app.key=overridden\nvask.app.client-events=true\n"
                        .formatted(write("token", TOKEN + "\n")));

        try (ServerStart start = ServerStart.in(directory, Map.of("VASK_ROLE", "all"))) {
            Server server = start.awaitListening();

            JsonNode app = server.request(
                            "GET", "/admin/v1/apps/from-dot-env", new byte[0], "Authorization", "Bearer " + TOKEN)
                    .expect(200)
                    .json();
            assertThat(app.path("client_events").asBoolean())
                    .as("from config/application.properties")
                    .isTrue();
            start.awaitOutput(java.util.regex.Pattern.compile("Memory: heap"));
            assertThat(banner(start))
                    .hasSize(5)
                    .satisfiesExactly(
                            program -> assertThat(program)
                                    .matches(
                                            "Vask \\S+ \\((JVM .+|native)\\) started in [0-9.]+s: mode standalone, role all"),
                            urls -> assertThat(urls)
                                    .matches(
                                            "Listening on: (http://127.0.0.1:\\d+)\\. Management interface listening on"
                                                    + " (http://127.0.0.1:\\d+)\\. Console: \\2/console and \\1/console"),
                            apps -> assertThat(apps).isEqualTo("Apps: 1 (from-dot-env)"),
                            admin -> assertThat(admin)
                                    .isEqualTo(
                                            "Admin API: on, on both ports. TLS: off on the public port, off on the management port"),
                            memory -> assertThat(memory)
                                    .matches("Memory: heap up to \\d+ MiB, direct memory up to \\d+ MiB"));
            assertThat(start.output()).doesNotContain("Installed features", "Profile prod", "open-sesame", TOKEN);
            assertThat(start.errors()).isEmpty();
        }
    }

    @Test
    void a_node_of_a_cluster_takes_its_secrets_from_files_and_each_line_of_its_json_log_is_an_object()
            throws IOException {
        Map<String, String> database = TestPostgres.database().settings();
        Map<String, String> environment = new HashMap<>(Map.of(
                "VASK_MODE",
                "cluster",
                "VASK_ROLE",
                "edge",
                "VASK_LOG_JSON",
                "true",
                "VASK_CLUSTER_PREFIX",
                "settings-" + System.nanoTime(),
                "VASK_REDIS_URL_FILE",
                write("redis", TestRedis.url()).toString(),
                "VASK_DATABASE_URL",
                database.get("vask.database.url"),
                "VASK_DATABASE_USERNAME",
                database.get("vask.database.username")));
        environment.put(
                "VASK_DATABASE_PASSWORD_FILE",
                write("password", database.get("vask.database.password")).toString());
        environment.put(
                "VASK_SECRETS_KEY_FILE",
                write("key", database.get("vask.secrets.key")).toString());

        try (ServerStart start = ServerStart.in(directory, environment)) {
            start.awaitListening();
            start.awaitOutput(java.util.regex.Pattern.compile("Memory: heap.*\\}\\R"));
            List<JsonNode> lines = start.output().lines().map(Json::parse).toList();

            assertThat(lines)
                    .filteredOn(it -> it.path("loggerName").asText().endsWith("StartBanner"))
                    .hasSize(5)
                    .allSatisfy(
                            line -> assertThat(line.path("severity").asText()).isEqualTo("INFO"));
            assertThat(start.output())
                    .contains("mode cluster, role edge", "Apps: in Postgres", "Admin API: not served by this role");
        }
    }

    private static List<String> banner(ServerStart start) {
        return start.output()
                .lines()
                .filter(line -> line.contains("StartBanner"))
                .map(line -> line.replaceFirst("^.*\\(main\\) ", ""))
                .toList();
    }

    private Path write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
