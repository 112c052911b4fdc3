package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSchemaTest {

    private final TestDatabase database = TestPostgres.database();

    @Test
    void an_empty_database_gets_the_schema_and_a_second_start_finds_it() {
        prepare(true);
        prepare(true);
        prepare(false);

        assertThat(database.query("select count(*) from apps")).isEqualTo("0");
    }

    @Test
    void nodes_can_start_concurrently() {
        Executor each = task -> Thread.ofPlatform().start(task);
        List<CompletableFuture<Void>> starts = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.runAsync(() -> prepare(true), each))
                .toList();

        starts.forEach(start -> assertThatCode(start::join).doesNotThrowAnyException());
        assertThat(database.query("select count(*) from flyway_schema_history where version = '1'"))
                .isEqualTo("1");
    }

    @Test
    void an_empty_database_is_rejected_if_migrate_is_false() {
        assertThatThrownBy(() -> prepare(false))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The schema of database %s lacks migration 1, and vask.database.migrate is false. Run 'vask migrate', or"
                                + " start one node with VASK_DATABASE_MIGRATE=true.",
                        database.url());
        assertThat(database.query("select count(*) from pg_tables where schemaname = 'public'"))
                .isEqualTo("0");
    }

    @Test
    void apps_without_a_subscription_limit_get_the_new_default() {
        PostgresNode.flyway(database).target("6").load().migrate();
        database.execute("insert into apps (key, name) values ('by-default', 'x')");
        database.execute(
                "insert into apps (key, name, max_subscriptions_per_connection) values ('by-choice', 'x', 100000)");

        PostgresNode.flyway(database).target("7").load().migrate();

        String quota = "select max_subscriptions_per_connection from apps where key = ";
        assertThat(database.query(quota + "'by-default'")).isEqualTo("200");
        assertThat(database.query(quota + "'by-choice'")).isEqualTo("100000");
        database.execute("insert into apps (key, name) values ('new', 'x')");
        assertThat(database.query(quota + "'new'")).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_newer_schema_is_rejected(boolean migrate) {
        prepare(true);
        database.execute("""
                insert into flyway_schema_history
                select 99, '99', 'from the future', 'SQL', 'V99__from_the_future.sql', 1, 'x', now(), 1, true""");

        assertThatThrownBy(() -> prepare(migrate))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The schema of database %s has migration 99, which this version of Vask does not know. Start the"
                                + " newer version that applied it.",
                        database.url());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_failed_migration_is_rejected(boolean migrate) {
        prepare(true);
        database.execute("update flyway_schema_history set success = false where version = '1'");

        assertThatThrownBy(() -> prepare(migrate))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The schema of database %s failed at migration 1. Restore the database, or repair it and run"
                                + " 'flyway repair'.",
                        database.url());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_schema_of_other_migrations_is_rejected_in_one_line(boolean migrate) {
        prepare(true);
        database.execute("update flyway_schema_history set checksum = 1 where version = '1'");

        assertThatThrownBy(() -> prepare(migrate))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("The schema of database %s cannot be used: ", database.url())
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_database_of_another_application_is_rejected() {
        database.execute("create table somebody_elses (id integer)");

        assertThatThrownBy(() -> prepare(true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The schema of database %s contains tables of another application. Create a database for Vask, and"
                                + " set VASK_DATABASE_URL to it.",
                        database.url());
    }

    @Test
    void a_user_without_create_privileges_is_reported() {
        database.execute("create user reader_%1$s password 'p'; revoke create on schema public from public"
                .formatted(database.name()));
        TestDatabase read =
                new TestDatabase(database.host(), database.port(), database.name(), "reader_" + database.name(), "p");

        assertThatThrownBy(() -> PostgresNode.schema(read).prepare(true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("User 'reader_%s' may not change database %s".formatted(read.name(), read.url()))
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_missing_database_is_reported() {
        TestDatabase missing = database.named("no_such_database");

        assertThatThrownBy(() -> PostgresNode.schema(missing).prepare(true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Database %s does not exist".formatted(missing.url()))
                .hasMessageContaining("Create it, or set VASK_DATABASE_URL.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into apps (key, name) values ('', 'x')",
                "insert into apps (key, name) values ('sh op', 'x')",
                "insert into apps (key, name) values (repeat('s', 65), 'x')",
                "insert into apps (key, name) values (E'shop\\n', 'x')",
                "insert into apps (key, name) values ('shop', '')",
                "insert into apps (key, name, max_connections) values ('shop', 'x', 0)",
                "insert into apps (key, name, events_per_second) values ('shop', 'x', -1)",
                "insert into apps (key, name, events_per_month) values ('shop', 'x', 0)",
                "insert into apps (key, name, max_channels) values ('shop', 'x', 0)",
                "insert into apps (key, name, app_id) values ('shop', 'x', 'two words')",
                "insert into apps (key, name, app_id) values ('shop', 'x', '')",
                "insert into apps (key, name, quotas) values ('shop', 'x', '{\"max_connections\": 0}')",
                "insert into apps (key, name, quotas) values ('shop', 'x', '{\"max_connections_of_tomorrow\": 1.5}')",
                "insert into apps (key, name, quotas) values ('shop', 'x', '{\"max_connections_of_tomorrow\": \"7\"}')",
                "insert into apps (key, name, allowed_origins) values ('shop', 'x', '{null}')",
                "insert into apps (key, name, webhook_url) values ('shop', 'x', 'ftp://x')",
                "insert into apps (key, name, webhook_events) values ('shop', 'x', '{no_such_event}')",
                "insert into apps (key, name, webhook_headers) values ('shop', 'x', '{null}')",
                "insert into app_secrets (app_key, secret) values ('nobody', 's')",
            })
    void the_database_rejects_invalid_rows(String sql) {
        prepare(true);

        assertThatThrownBy(() -> database.execute(sql)).rootCause().hasMessageContaining("violates");
    }

    @Test
    void quotas_of_the_previous_version_are_kept() {
        PostgresNode.flyway(database).target("8").load().migrate();
        database.execute(
                "insert into apps (key, name, max_connections, max_event_bytes) values ('shop', 'x', 7, null)");

        PostgresNode.flyway(database).target("9").load().migrate();

        assertThat(quotas("max_connections", "max_event_bytes", "events_per_second", "max_batch_events"))
                .isEqualTo("7 null null 10");
    }

    @Test
    void nodes_of_the_previous_and_this_version_see_the_same_quotas() {
        prepare(true);

        database.execute("insert into apps (key, name, max_connections) values ('shop', 'x', 7)");
        assertThat(quotas("max_connections", "events_per_second", "max_event_bytes"))
                .isEqualTo("7 null 10240");

        database.execute("update apps set max_connections = null, max_event_bytes = 5");
        assertThat(quotas("max_connections", "events_per_second", "max_event_bytes"))
                .isEqualTo("null null 5");

        database.execute("""
                update apps set quotas = quotas || '{"max_connections": 8, "max_event_bytes": null, "quota_of_tomorrow": 9}'""");
        assertThat(database.query("select concat(max_connections, ' ', max_event_bytes, ' ', name) from apps"))
                .isEqualTo("8  x");

        database.execute("update apps set name = 'y'");
        assertThat(quotas("max_connections", "max_event_bytes", "quota_of_tomorrow"))
                .isEqualTo("8 null 9");

        database.execute("delete from apps");
        database.execute("""
                insert into apps (key, name, quotas) values ('blog', 'x', '{"max_connections": 3}')""");
        assertThat(database.query("select concat(max_connections, ' ', max_event_bytes) from apps"))
                .isEqualTo("3 10240");
    }

    private String quotas(String... names) {
        return Stream.of(names)
                .map(name -> database.query("select quotas -> '%s' from apps".formatted(name)))
                .collect(Collectors.joining(" "));
    }

    private void prepare(boolean migrate) {
        PostgresNode.schema(database).prepare(migrate);
    }
}
