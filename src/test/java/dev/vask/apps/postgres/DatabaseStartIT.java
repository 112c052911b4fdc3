package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PostgresProcess;
import dev.vask.support.ServerStart;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Start errors of a cluster node: one line and exit status 1. */
@Execution(ExecutionMode.SAME_THREAD) // a start needs much CPU
class DatabaseStartIT {

    private static final Map<String, String> SOMEWHERE = Map.of(
            "vask.database.url", "postgresql://localhost:1/vask",
            "vask.database.username", "vask",
            "vask.database.password", "secret",
            "vask.secrets.key", PostgresNode.KEY);

    @Test
    void a_missing_setting_is_named() {
        assertThat(errorOf(Map.of()))
                .isEqualTo(
                        "vask.database.url is not set, but vask.mode is cluster. Set VASK_DATABASE_URL to postgresql://host:port/name.");
    }

    @Test
    void a_missing_secrets_key_is_reported_with_a_command_that_creates_one() {
        Map<String, String> settings = new HashMap<>(SOMEWHERE);
        settings.remove("vask.secrets.key");

        assertThat(errorOf(settings))
                .isEqualTo("vask.secrets.key is not set, but vask.mode is cluster. Set VASK_SECRETS_KEY to"
                        + " 32 random bytes in Base64, for example from 'openssl rand -base64 32'.");
    }

    @Test
    void an_unreachable_database_is_reported_with_the_reason() {
        assertThat(errorOf(SOMEWHERE))
                .isEqualTo("Cannot reach database postgresql://localhost:1/vask"
                        + " (java.net.ConnectException: Connection refused). Start it, or set VASK_DATABASE_URL.");
    }

    @Test
    void a_wrong_password_is_reported_with_the_settings() {
        try (PostgresProcess postgres = new PostgresProcess()) {
            postgres.requirePassword("vask", "right");
            TestDatabase there = postgres.database();

            String end = errorOf(Map.of(
                    "vask.database.url",
                    there.url(),
                    "vask.database.username",
                    "vask",
                    "vask.database.password",
                    "wr0ng",
                    "vask.secrets.key",
                    PostgresNode.KEY));

            assertThat(end)
                    .startsWith("Database %s rejected user 'vask' (".formatted(there.url()))
                    .endsWith("). Set VASK_DATABASE_USERNAME and VASK_DATABASE_PASSWORD.")
                    .doesNotContain("wr0ng");
        }
    }

    @Test
    void an_invalid_address_is_reported_with_an_example() {
        Map<String, String> settings = new HashMap<>(SOMEWHERE);
        settings.put("vask.database.url", "localhost:5432");

        try (ServerStart start = start(settings)) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output())
                    .contains("vask.database.url")
                    .contains("must be an address like postgresql://db.example.com:5432/vask")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_server_without_tls_is_reported_with_the_parameter_that_asks_for_it() {
        TestDatabase plain = TestPostgres.database();
        Map<String, String> settings = new HashMap<>(plain.settings());
        settings.put("vask.database.url", plain.url() + "?sslmode=require");

        assertThat(errorOf(settings))
                .isEqualTo(
                        "Database %s?sslmode=require does not offer TLS (The server does not support SSL.). Turn TLS on in"
                                        .formatted(plain.url())
                                + " Postgres (ssl = on), or, on a network that you trust, set sslmode=disable in VASK_DATABASE_URL.");
    }

    private static String errorOf(Map<String, String> settings) {
        try (ServerStart start = start(settings)) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output().lines()).hasSize(1);
            return start.output().strip();
        }
    }

    private static ServerStart start(Map<String, String> database) {
        Map<String, String> settings = new HashMap<>(database);
        settings.put("vask.mode", "cluster");
        settings.put("vask.redis.url", TestRedis.url());
        return ServerStart.with(settings);
    }
}
