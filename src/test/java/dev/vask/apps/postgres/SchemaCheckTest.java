package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.io.File;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start finds in order goes past Flyway and past {@link SecretReencryption}: so it has to be right about that. */
class SchemaCheckTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final TestDatabase database = TestPostgres.database();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void knows_each_migration_as_flyway_does() {
        Instance.migrated(database);

        assertThat(AppliedMigration.all().stream()
                        .map(it -> it.version() + " " + it.checksum())
                        .collect(Collectors.joining(",")))
                .isEqualTo(
                        database.query(
                                "select string_agg(version || ' ' || checksum, ',' order by installed_rank) from flyway_schema_history"));
        assertThat(AppliedMigration.all()).hasSameSizeAs(new File("src/main/resources/db/migration").list());
    }

    @Test
    void a_database_that_is_current_and_whose_secrets_can_be_read_is_in_order() {
        Instance.migrated(database);
        assertThat(findsOrder(database)).isTrue();

        addSecret("'%s'".formatted(Instance.CIPHER.first()));
        assertThat(findsOrder(database)).isTrue();

        setHeader("X-Team@%s=v2:AAAA".formatted(Instance.CIPHER.first()));
        assertThat(findsOrder(database)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from flyway_schema_history where version = '8'",
                "update flyway_schema_history set success = false where version = '1'",
                "update flyway_schema_history set checksum = 1 where version = '1'",
                "update flyway_schema_history set checksum = null where version = '1'",
                "update flyway_schema_history set version = '7' where version = '6'",
                "insert into flyway_schema_history select 99, '99', 'future', 'SQL', 'V99__future.sql', 1, 'x', now(), 1, true",
                "drop table flyway_schema_history",
                "drop table app_secrets",
            })
    void another_schema_is_not(String change) {
        Instance.migrated(database).execute(change);

        assertThat(findsOrder(database)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'no-key-of-ours'"})
    void secrets_that_are_not_encrypted_or_cannot_be_read_are_not(String keyId) {
        Instance.migrated(database);
        addSecret(keyId);

        assertThat(findsOrder(database)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Team: shop", "X-Team@00000000=v2:AAAA", "X-Team: a@00000000=v2:AAAA"})
    void headers_that_are_not_encrypted_or_cannot_be_read_are_not(String header) {
        Instance.migrated(database);
        addSecret("'%s'".formatted(Instance.CIPHER.first()));
        setHeader(header);

        assertThat(findsOrder(database)).isFalse();
    }

    @Test
    void an_empty_database_and_none_are_not() {
        assertThat(findsOrder(database)).isFalse();
        assertThat(findsOrder(database.named("no_such_database"))).isFalse();
    }

    private void addSecret(String keyId) {
        database.execute("insert into apps (key, name) values ('shop', 'shop');"
                + " insert into app_secrets (app_key, secret, key_id) values ('shop', 's', %s)".formatted(keyId));
    }

    private void setHeader(String header) {
        database.execute("update apps set webhook_headers = array['%s']".formatted(header));
    }

    private static boolean findsOrder(TestDatabase database) {
        Pool pool = PgBuilder.pool()
                .connectingTo(Instance.credentials(database).options())
                .using(VERTX)
                .build();
        try {
            return new SchemaCheck(pool, Instance.CIPHER).findsOrder().join();
        } finally {
            pool.close();
        }
    }
}
