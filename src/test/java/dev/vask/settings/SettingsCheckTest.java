package dev.vask.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {

    @TempDir
    private Path directory;

    @ConfigMapping(prefix = "vask")
    interface TestConfig {
        Mode mode();

        Edge edge();

        App app();

        Redis redis();

        @WithName("log.json")
        @WithDefault("false")
        boolean json();

        @WithName("traces.sample")
        double sample();

        @WithName("database.url")
        Optional<@WithConverter(Scheme.class) String> database();

        interface Edge {
            Duration drain();

            OptionalInt maxConnections();

            Optional<List<String>> trustedProxies();
        }

        interface App {
            Optional<String> secret();
        }

        interface Redis {
            Optional<String> url();
        }
    }

    @ConfigMapping(prefix = "vask.management")
    interface ManagementTestConfig {
        int port();
    }

    enum Mode {
        STANDALONE,
        CLUSTER
    }

    /** Accepts addresses that begin with a scheme. */
    public static final class Scheme implements Converter<String> {

        @Override
        public String convert(String value) {
            if (!value.startsWith("postgresql://")) {
                throw new IllegalArgumentException("must begin with postgresql://");
            }
            return value;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            VASK_EDGE_DRAIN | 5parsecs | Invalid value for VASK_EDGE_DRAIN: '5parsecs', must be a duration like 500ms, 15s or 5m.
            VASK_EDGE_DRAIN | '' | Invalid value for VASK_EDGE_DRAIN: is empty, must be a duration like 500ms, 15s or 5m. Remove the setting for the default.
            vask_edge_drain | x | Invalid value for vask_edge_drain: 'x', must be a duration like 500ms, 15s or 5m.
            VASK_MODE | clustered | Invalid value for VASK_MODE: 'clustered', must be standalone or cluster.
            VASK_LOG_JSON | maybe | Invalid value for VASK_LOG_JSON: 'maybe', must be true or false.
            VASK_TRACES_SAMPLE | often | Invalid value for VASK_TRACES_SAMPLE: 'often', must be a number like 0.5.
            VASK_EDGE_MAX_CONNECTIONS | many | Invalid value for VASK_EDGE_MAX_CONNECTIONS: 'many', must be a whole number of at most 2147483647.
            VASK_EDGE_MAX_CONNECTIONS | 9999999999 | Invalid value for VASK_EDGE_MAX_CONNECTIONS: '9999999999', must be a whole number of at most 2147483647.
            PORT | abc | Invalid value for PORT: 'abc', must be a number from 0 to 65535.
            PORT | 99999 | Invalid value for PORT: '99999', must be a number from 0 to 65535.
            QUARKUS_HTTP_PORT | abc | Invalid value for QUARKUS_HTTP_PORT: 'abc', must be a number from 0 to 65535.
            VASK_MANAGEMENT_PORT | tcp://10.0.0.1:9000 | Invalid value for VASK_MANAGEMENT_PORT: 'tcp://10.0.0.1:9000', must be a number from 0 to 65535. Kubernetes sets this variable for a Service of that name; set enableServiceLinks: false.
            VASK_EDGE_DRIAN | 1s | Unknown setting VASK_EDGE_DRIAN. Did you mean VASK_EDGE_DRAIN?
            VASK_SOMETHING_ELSE_ENTIRELY | 1s | Unknown setting VASK_SOMETHING_ELSE_ENTIRELY. docs/configuration.md lists all settings.
            VASK_APP_SECRETS | hunter2hunter2 | Unknown setting VASK_APP_SECRETS. Did you mean VASK_APP_SECRET?
            """)
    void a_wrong_variable_is_named_with_its_value_and_the_accepted_form(String name, String value, String problem) {
        assertThat(problemsOf(Map.of(name, value))).containsExactly(problem);
    }

    @Test
    void a_value_never_reveals_a_password() {
        assertThat(problemsOf(Map.of("VASK_MODE", "cluster", "VASK_DATABASE_URL", "postgres://ada:hunter2@db/vask")))
                .containsExactly(
                        "Invalid value for VASK_DATABASE_URL: 'postgres://db/vask', must begin with postgresql://.");
    }

    @Test
    void each_problem_is_a_line() {
        assertThat(problemsOf(Map.of("PORT", "abc", "VASK_MODE", "x", "VASK_LOG_JSN", "true")))
                .hasSize(3)
                .allMatch(line -> line.lines().count() == 1);
    }

    @Test
    void right_values_are_accepted() {
        assertAccepted(Map.of(
                "PORT", "0",
                "VASK_MODE", "Cluster",
                "VASK_EDGE_DRAIN", " 15s ",
                "VASK_LOG_JSON", "TRUE",
                "VASK_EDGE_MAX_CONNECTIONS", "",
                "VASK_EDGE_TRUSTED_PROXIES_0_", "10.0.0.0/8",
                "VASK_DATABASE_URL", "postgresql://db/vask"));
        assertAccepted(Map.of("VASK_EDGE_DRAIN", "${DRAIN:5s}", "VASKOS", "not ours"));
        assertAccepted(Map.of("VASK_URL", "http://localhost:9000", "VASK_JDK_DOWNLOAD", "no", "VASK_HOME", "/opt"));
    }

    @Test
    void variables_that_kubernetes_sets_for_services_are_ignored() {
        assertAccepted(Map.of(
                "VASK_SERVICE_HOST", "10.0.0.1",
                "VASK_SERVICE_PORT", "80",
                "VASK_EDGE_SERVICE_PORT_HTTP", "80",
                "VASK_PORT", "tcp://10.0.0.1:80",
                "VASK_ADMIN_PORT", "tcp://10.0.0.1:9000",
                "VASK_API_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "VASK_API_PORT_8080_TCP_PROTO", "tcp",
                "VASK_API_PORT_8080_TCP_PORT", "8080",
                "VASK_API_PORT_8080_TCP_ADDR", "10.0.0.1"));
        assertThat(problemsOf(Map.of("VASK_MANAGMENT_PORT", "9000")))
                .containsExactly("Unknown setting VASK_MANAGMENT_PORT. Did you mean VASK_MANAGEMENT_PORT?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"VASK_REDIS_URL", "VASK_DATABASE_URL"})
    void stores_without_a_mode_are_a_problem(String variable) {
        String address = "postgresql://store/vask";

        assertThat(problemsOf(Map.of(variable, address)))
                .containsExactly(variable
                        + " is set, but vask.mode is not: a standalone server would keep everything in memory. Set"
                        + " VASK_MODE=cluster to use the stores, or VASK_MODE=standalone to ignore them.");
        assertAccepted(Map.of(variable, address, "VASK_MODE", "standalone"));
    }

    @Test
    void files_with_settings_are_checked_and_named() throws IOException {
        write(".env", "VASK_MODE=x\nVASK_EDGE_DRAIN=\"5s\"\n");
        write("config/application.properties", "%prod.vask.edge.drain=soon\nvask.edge.drian=1s\nVASK_LOG_JSON=true\n");

        assertThat(problemsOf(Map.of()))
                .containsExactlyInAnyOrder(
                        "Invalid value for VASK_MODE in .env: 'x', must be standalone or cluster.",
                        "Invalid value for VASK_EDGE_DRAIN in .env: the quotes would be part of the value. Remove them.",
                        "Invalid value for %prod.vask.edge.drain in config/application.properties: 'soon', must be a duration like 500ms, 15s or 5m.",
                        "Unknown setting vask.edge.drian in config/application.properties. Did you mean vask.edge.drain?",
                        "Unknown setting VASK_LOG_JSON in config/application.properties: this is the name of an environment variable. Write vask.log.json here.");
    }

    @Test
    void a_file_of_a_secret_is_read_before_the_start() throws IOException {
        Path empty = write("empty", "\n");
        Path large = write("large", "x".repeat(70_000));
        Path right = write("right", "open-sesame\n");

        assertThat(problemsOf(Map.of("VASK_APP_SECRET_FILE", "/no/such/file")))
                .containsExactly(
                        "Invalid value for VASK_APP_SECRET_FILE: the file '/no/such/file' cannot be read. Set it to a file that contains only the value.");
        assertThat(problemsOf(Map.of("VASK_APP_SECRET_FILE", empty.toString())))
                .singleElement()
                .asString()
                .contains("' is empty. Set it");
        assertThat(problemsOf(Map.of("VASK_APP_SECRET_FILE", large.toString())))
                .singleElement()
                .asString()
                .contains("' has more than 65536 bytes. Set it");
        assertThat(problemsOf(Map.of("VASK_APP_SECRET_FILE", right.toString(), "VASK_APP_SECRET", "other")))
                .containsExactly("VASK_APP_SECRET and VASK_APP_SECRET_FILE are both set. Remove one of them.");
        assertAccepted(Map.of("VASK_APP_SECRET_FILE", right.toString()));
    }

    @Test
    void a_message_has_the_names_as_given() {
        SettingsCheck check = check(Map.of("VASK_EDGE_DRAIN", "1s"));

        assertThat(check.asGiven("Invalid value for vask.edge.drain: too short. See vask.mode."))
                .isEqualTo("Invalid value for VASK_EDGE_DRAIN: too short. See vask.mode.");
    }

    @Test
    void an_unwritable_temporary_directory_is_named() {
        String before = System.setProperty("java.io.tmpdir", "/proc/vask");
        try {
            assertThatThrownBy(SettingsCheck::temporaryDirectory)
                    .hasMessageContaining("Cannot write to the temporary directory '/proc/vask'.")
                    .hasMessageContaining("java.io.tmpdir");
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
        assertThatCode(SettingsCheck::temporaryDirectory).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"abc, abc, 0", "abc, acc, 1", "abc, ab, 1", "'', abc, 3", "kitten, sitting, 3", "drian, drain, 2"})
    void names_are_compared_by_their_edit_distance(String a, String b, int distance) {
        assertThat(NearestName.distance(a, b)).isEqualTo(distance);
    }

    private Path write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void assertAccepted(Map<String, String> environment) {
        assertThatCode(check(environment)::run).doesNotThrowAnyException();
    }

    private List<String> problemsOf(Map<String, String> environment) {
        return catchThrowableOfType(SettingsException.class, check(environment)::run)
                .problems();
    }

    private SettingsCheck check(Map<String, String> environment) {
        return SettingsCheck.of(
                List.of(TestConfig.class, ManagementTestConfig.class, SecretFilesConfig.class),
                environment,
                new Properties(),
                directory);
    }
}
