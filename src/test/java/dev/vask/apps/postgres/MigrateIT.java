package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.CliRun;
import dev.vask.support.ServerStart;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code vask migrate}, and starts with {@code vask.database.migrate=false}. */
@Execution(ExecutionMode.SAME_THREAD) // a start needs much CPU
class MigrateIT {

    private final TestDatabase database = TestPostgres.database();

    @Test
    void several_jobs_at_once_migrate_an_empty_database_and_nodes_start_without_migrating() {
        List<CompletableFuture<CliRun>> jobs = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> migrate(database)))
                .limit(3)
                .toList();

        assertThat(jobs).allSatisfy(job -> {
            CliRun result = job.join().expect(0);
            assertThat(result.out()).contains("The database schema is up to date");
            assertThat(result.err()).isEmpty();
        });
        assertThat(database.query("select count(*) from apps")).isEqualTo("0");

        try (ServerStart node = node()) {
            node.awaitListening();
        }
        assertThat(migrate(database).expect(0).out())
                .contains("The database schema is up to date")
                .doesNotContain("Migrated");
    }

    @Test
    void a_node_with_migrate_false_does_not_start_on_an_older_schema() {
        try (ServerStart node = node()) {
            assertThat(node.awaitExit()).isEqualTo(1);
            assertThat(node.output().lines())
                    .containsExactly(
                            "The schema of database %s lacks migration 1, and vask.database.migrate is false. Run 'vask"
                                            .formatted(database.url())
                                    + " migrate', or start one node with VASK_DATABASE_MIGRATE=true.");
        }
    }

    @Test
    void a_job_that_fails_says_why_in_one_line() {
        assertFails(
                database.named("no_such_database"),
                "Database %s does not exist ("
                        .formatted(database.named("no_such_database").url()));

        migrate(database).expect(0);
        database.execute("""
                insert into flyway_schema_history
                select 99, '99', 'from the future', 'SQL', 'V99__from_the_future.sql', 1, 'x', now(), 1, true""");
        assertFails(
                database,
                "The schema of database %s has migration 99, which this version of Vask does not know."
                        .formatted(database.url()));
    }

    private static void assertFails(TestDatabase database, String why) {
        CliRun result = migrate(database).expect(1);
        assertThat(result.err().lines()).singleElement().asString().startsWith(why);
        assertThat(result.out()).isEmpty();
    }

    private static CliRun migrate(TestDatabase database) {
        return CliRun.run(
                Map.of(
                        "VASK_DATABASE_URL", database.url(),
                        "VASK_DATABASE_USERNAME", database.username(),
                        "VASK_DATABASE_PASSWORD", database.password()),
                "migrate");
    }

    private ServerStart node() {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("vask.mode", "cluster");
        settings.put("vask.database.migrate", "false");
        settings.put("vask.redis.url", TestRedis.url());
        settings.put("vask.cluster.prefix", database.name());
        return ServerStart.with(settings);
    }
}
