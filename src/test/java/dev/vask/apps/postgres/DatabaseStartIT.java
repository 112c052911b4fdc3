package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PostgresProcess;
import dev.vask.support.ServerStart;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestRedis;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What stops the start of an instance of a cluster: each time one line, and status 1. */
@Execution(ExecutionMode.SAME_THREAD) // a start takes much of a machine
class DatabaseStartIT {

    private static final Map<String, String> SOMEWHERE = Map.of(
            "vask.database.url", "postgresql://localhost:1/vask",
            "vask.database.username", "vask",
            "vask.database.password", "secret",
            "vask.secrets.key", Instance.KEY);

    @Test
    void a_missing_setting_is_named() {
        assertThat(endOf(Map.of()))
                .isEqualTo(
                        "vask.database.url is not set, but vask.mode is cluster. Set VASK_DATABASE_URL to postgresql://host:port/name.");
    }

    @Test
    void a_missing_key_for_secrets_is_told_with_the_line_that_makes_one() {
        Map<String, String> settings = new HashMap<>(SOMEWHERE);
        settings.remove("vask.secrets.key");

        assertThat(endOf(settings))
                .isEqualTo("vask.secrets.key is not set, but vask.mode is cluster. Set VASK_SECRETS_KEY to"
                        + " 32 random bytes in Base64, for example from 'openssl rand -base64 32'.");
    }

    @Test
    void a_database_that_cannot_be_reached_is_named_with_the_reason() {
        assertThat(endOf(SOMEWHERE))
                .isEqualTo("Cannot reach database postgresql://localhost:1/vask"
                        + " (java.net.ConnectException: Connection refused). Start it, or set VASK_DATABASE_URL.");
    }

    @Test
    void a_wrong_password_is_told_with_the_settings_to_look_at() {
        try (PostgresProcess postgres = new PostgresProcess()) {
            postgres.requirePassword("vask", "right");
            TestDatabase there = postgres.database();

            String end = endOf(Map.of(
                    "vask.database.url",
                    there.url(),
                    "vask.database.username",
                    "vask",
                    "vask.database.password",
                    "wr0ng",
                    "vask.secrets.key",
                    Instance.KEY));

            assertThat(end)
                    .startsWith("Database %s rejected user 'vask' (".formatted(there.url()))
                    .endsWith("). Set VASK_DATABASE_USERNAME and VASK_DATABASE_PASSWORD.")
                    .doesNotContain("wr0ng");
        }
    }

    @Test
    void an_address_that_is_none_is_told_with_one_that_would_be() {
        Map<String, String> settings = new HashMap<>(SOMEWHERE);
        settings.put("vask.database.url", "localhost:5432");

        try (ServerStart start = start(settings)) {
            assertThat(start.awaitExit()).isEqualTo(1);
            assertThat(start.output())
                    .contains("vask.database.url")
                    .contains("Set VASK_DATABASE_URL to an address like postgresql://db.example.com:5432/vask")
                    .doesNotContain("\tat ");
        }
    }

    private static String endOf(Map<String, String> settings) {
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
