package dev.vask.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vask.support.CliRun;
import dev.vask.support.ServerStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts through the launcher that fail: one line on standard error, and status 1. */
@Execution(ExecutionMode.SAME_THREAD)
class StartErrorsIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PORT | abc | Invalid value for PORT: 'abc', must be a number from 0 to 65535.
            PORT | 99999 | Invalid value for PORT: '99999', must be a number from 0 to 65535.
            VASK_EDGE_DRAIN | 5parsecs | Invalid value for VASK_EDGE_DRAIN: '5parsecs', must be a duration like 500ms, 15s or 5m.
            VASK_MODE | clustered | Invalid value for VASK_MODE: 'clustered', must be standalone or cluster.
            VASK_LOG_JSON | maybe | Invalid value for VASK_LOG_JSON: 'maybe', must be true or false.
            VASK_EDGE_DRIAN | 5s | Unknown setting VASK_EDGE_DRIAN. Did you mean VASK_EDGE_DRAIN?
            JVM_OPTIONS | -Djava.io.tmpdir=/proc | Cannot write to the temporary directory '/proc'. Make it writable, or set java.io.tmpdir to another directory (with the launcher: JVM_OPTIONS=-Djava.io.tmpdir=/path).
            VASK_APP_KEY | shop | VASK_APP_KEY is set, but vask.app.secret is not. Set VASK_APP_SECRET too.
            VASK_ADMIN_TOKEN | short | Invalid value for VASK_ADMIN_TOKEN: has 5 characters, must have at least 24. Set VASK_ADMIN_TOKEN to a random value, for example from 'openssl rand -hex 24'.
            VASK_APP_SECRET_FILE | /no/such/file | Invalid value for VASK_APP_SECRET_FILE: the file '/no/such/file' cannot be read. Set it to a file that contains only the value.
            """)
    void a_wrong_setting_is_one_line(String variable, String value, String line) {
        assumeTrue(!variable.equals("JVM_OPTIONS") || System.getProperty("vask.test.binary") == null, "for the JVM");

        assertThat(errorsOf(Map.of(variable, value))).containsExactly(line);
    }

    @Test
    void a_wrong_role_is_one_line() {
        assertThat(errorsOf(Map.of("VASK_ROLE", "backend")))
                .singleElement()
                .asString()
                .startsWith("Invalid value for VASK_ROLE: 'backend', must be all, edge");
    }

    @Test
    void an_address_for_jdbc_is_one_line_without_its_password() {
        assertThat(errorsOf(Map.of(
                        "VASK_MODE",
                        "cluster",
                        "VASK_DATABASE_URL",
                        "jdbc:postgresql://ada:hunter2@db.example.com/vask")))
                .containsExactly(
                        "Invalid value for VASK_DATABASE_URL: 'jdbc:postgresql://db.example.com/vask', must be an address"
                                + " like postgresql://db.example.com:5432/vask, without 'jdbc:'.");
    }

    @Test
    void stores_without_a_mode_are_one_line() {
        assertThat(errorsOf(Map.of("VASK_REDIS_URL", "redis://redis:6379")))
                .singleElement()
                .asString()
                .startsWith("VASK_REDIS_URL is set, but vask.mode is not:")
                .contains("VASK_MODE=cluster", "VASK_MODE=standalone");
    }

    @Test
    void wrong_settings_in_files_are_named_with_the_file() throws IOException {
        Files.writeString(directory.resolve(".env"), "VASK_EDGE_DRAIN=5parsecs\n");
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/application.properties"), "vask.log.jsn=true\n");

        assertThat(errorsOf(Map.of()))
                .containsExactlyInAnyOrder(
                        "Invalid value for VASK_EDGE_DRAIN in .env: '5parsecs', must be a duration like 500ms, 15s or 5m.",
                        "Unknown setting vask.log.jsn in config/application.properties. Did you mean vask.log.json?");
    }

    @Test
    void a_json_log_does_not_change_the_line() {
        assertThat(errorsOf(Map.of("VASK_LOG_JSON", "true", "VASK_SHUTDOWN_DELAY", "-1s")))
                .singleElement()
                .asString()
                .startsWith("Invalid value for VASK_SHUTDOWN_DELAY: ");
    }

    @Test
    void vask_migrate_checks_its_settings_too() {
        CliRun run = CliRun.run(Map.of("VASK_DATABASE_URL", "localhost:5432"), "migrate")
                .expect(1);

        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "Invalid value for VASK_DATABASE_URL: 'localhost:5432', must be an address like postgresql://db.example.com:5432/vask.");
    }

    @Test
    void a_privileged_port_is_one_line_with_the_reason() throws Exception {
        assumeTrue(isRoot() && Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs root, to give up its rights");
        ProcessBuilder builder = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--bounding-set=-all",
                        Path.of("target/quarkus-app/vask").toAbsolutePath().toString())
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("VASK_") || it.startsWith("QUARKUS_"));
        builder.environment()
                .putAll(Map.of(
                        "PORT", "80", "VASK_MANAGEMENT_PORT", "0", "JAVA_HOME", System.getProperty("java.home")));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output.lines())
                .singleElement()
                .asString()
                .startsWith("Cannot listen on port 80 (Permission denied). A port below 1024 needs")
                .contains("Set PORT to a port from 1024 on");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private List<String> errorsOf(Map<String, String> environment) {
        try (ServerStart start = ServerStart.in(directory, environment)) {
            assertThat(start.awaitExit()).as(start.output()).isEqualTo(1);
            assertThat(start.output()).isEmpty();
            return start.errors().lines().toList();
        }
    }
}
