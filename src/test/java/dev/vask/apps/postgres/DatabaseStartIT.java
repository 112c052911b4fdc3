package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.OwnPostgres;
import dev.vask.support.ServerStart;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stops the start of an instance of a cluster: each time one line, and status 1. */
class DatabaseStartIT {

    private static final Map<String, String> SOMEWHERE = Map.of(
            "vask.database.url", "postgresql://localhost:1/vask",
            "vask.database.username", "vask",
            "vask.database.password", "secret");

    @Test
    void each_missing_setting_is_named() {
        assertThat(endOf(without("vask.database.url"))).isEqualTo(
                "vask.database.url is not set, but vask.mode is cluster: set VASK_DATABASE_URL to postgresql://host:port/name");
        assertThat(endOf(without("vask.database.username"))).isEqualTo("vask.database.username is not set, but vask.mode is"
                + " cluster: set VASK_DATABASE_USERNAME to a user of the database");
        assertThat(endOf(without("vask.database.password"))).isEqualTo("vask.database.password is not set, but vask.mode is"
                + " cluster: set VASK_DATABASE_PASSWORD to that user's password");
    }

    @Test
    void a_database_that_cannot_be_reached_is_named_with_the_reason() {
        assertThat(endOf(SOMEWHERE)).isEqualTo("the database postgresql://localhost:1/vask cannot be reached"
                + " (java.net.ConnectException: Connection refused): start it, or set VASK_DATABASE_URL");
    }

    @Test
    void a_wrong_password_is_told_with_the_settings_to_look_at() {
        try (OwnPostgres postgres = new OwnPostgres()) {
            postgres.askForPassword("vask", "right");
            TestDatabase there = postgres.database();

            String end = endOf(Map.of(
                    "vask.database.url", there.url(), "vask.database.username", "vask", "vask.database.password", "wr0ng"));

            assertThat(end)
                    .startsWith("the database %s does not let user 'vask' in (".formatted(there.url()))
                    .endsWith("): set VASK_DATABASE_USERNAME and VASK_DATABASE_PASSWORD")
                    .doesNotContain("wr0ng");
        }
    }

    @Test
    void a_database_without_the_schema_is_refused_when_the_start_may_not_migrate() {
        Map<String, String> settings = new HashMap<>(TestPostgres.database().settings());
        settings.put("vask.database.migrate", "false");

        assertThat(endOf(settings)).endsWith("lacks migration 1, and vask.database.migrate is false: start one instance with"
                + " VASK_DATABASE_MIGRATE=true");
    }

    @Test
    void user_and_password_in_the_url_are_refused_and_not_repeated() {
        Map<String, String> settings = new HashMap<>(SOMEWHERE);
        settings.put("vask.database.url", "postgresql://ada:hunter2@localhost:1/vask");

        assertThat(endOf(settings)).isEqualTo("vask.database.url holds a user or a password: set VASK_DATABASE_USERNAME and"
                + " VASK_DATABASE_PASSWORD instead");
    }

    @Test
    void an_address_that_is_none_is_told_with_one_that_would_be() {
        Map<String, String> settings = new HashMap<>(SOMEWHERE);
        settings.put("vask.database.url", "localhost:5432");

        try (ServerStart start = start(settings)) {
            assertThat(start.ends()).isEqualTo(1);
            assertThat(start.printed())
                    .contains("vask.database.url")
                    .contains("set VASK_DATABASE_URL to an address like postgresql://db.example.com:5432/vask")
                    .doesNotContain("\tat ");
        }
    }

    private static Map<String, String> without(String setting) {
        Map<String, String> settings = new HashMap<>(SOMEWHERE);
        settings.remove(setting);
        return settings;
    }

    private static String endOf(Map<String, String> settings) {
        try (ServerStart start = start(settings)) {
            assertThat(start.ends()).isEqualTo(1);
            assertThat(start.printed().lines()).hasSize(1);
            return start.printed().strip();
        }
    }

    private static ServerStart start(Map<String, String> database) {
        Map<String, String> settings = new HashMap<>(database);
        settings.put("vask.mode", "cluster");
        return ServerStart.with(settings);
    }
}
