package dev.vask.apps.postgres;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.MigrateResult;
import org.jboss.logging.Logger;

/** Checks and migrates the schema of the database. Blocks. */
final class SchemaMigration {

    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);

    private final Flyway flyway;
    private final DatabaseStartError problems;

    SchemaMigration(DatabaseCredentials credentials) {
        this.flyway = Flyway.configure()
                .dataSource(credentials.dataSource())
                .resourceProvider(new MigrationFiles())
                .javaMigrationClassProvider(List::of)
                .load();
        this.problems = new DatabaseStartError(credentials.url(), credentials.username());
    }

    /**
     * Migrates the schema, or checks that it is up to date. Nodes that do so concurrently wait for each other.
     *
     * @throws ConfigurationException if the database cannot be used; the message is one line for the operator
     */
    void prepare(boolean migrate) {
        try {
            List<MigrationInfo> migrations = Arrays.asList(flyway.info().all());
            refuse(
                    migrations,
                    MigrationState::isFailed,
                    "failed at migration %s. Restore the database, or repair it and" + " run 'flyway repair'.");
            refuse(
                    migrations,
                    state -> state.isApplied() && !state.isResolved(),
                    "has migration %s, which this version of Vask"
                            + " does not know. Start the newer version that applied it.");
            if (migrate) {
                tell(flyway.migrate());
            } else {
                refuse(
                        migrations,
                        state -> !state.isApplied(),
                        "lacks migration %s, and vask.database.migrate is false. Start"
                                + " one node with VASK_DATABASE_MIGRATE=true.");
                flyway.validate();
            }
        } catch (FlywayException e) {
            throw new ConfigurationException(problems.explain(e));
        }
    }

    private void refuse(List<MigrationInfo> migrations, Predicate<MigrationState> isWrong, String what) {
        migrations.stream()
                .filter(it -> isWrong.test(it.getState()))
                .findFirst()
                .ifPresent(it -> {
                    throw new ConfigurationException(problems.ofSchema(what.formatted(it.getVersion())));
                });
    }

    private static void tell(MigrateResult result) {
        if (result.migrationsExecuted > 0) {
            LOG.infof("Migrated the database schema to version %s", result.targetSchemaVersion);
        }
    }
}
