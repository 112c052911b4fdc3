package dev.vask.apps.postgres;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;
import org.jboss.logging.Logger;

/** Checks and migrates the schema of the database with Flyway. Blocks. */
final class DatabaseSchema {

    private static final Logger LOG = Logger.getLogger(DatabaseSchema.class);

    private final Flyway flyway;
    private final DatabaseStartError errors;

    DatabaseSchema(Flyway flyway, DatabaseStartError errors) {
        this.flyway = flyway;
        this.errors = errors;
    }

    /**
     * Checks the schema, and migrates it if it is older than this version. Nodes that migrate concurrently wait for each other.
     *
     * @param migrate whether it may be migrated; if not, an older schema is an error
     * @throws ConfigurationException if the database cannot be used; the message is one line for the operator
     */
    void prepare(boolean migrate) {
        try {
            ValidateResult found = flyway.validateWithResult();
            reject(
                    found,
                    CoreErrorCode.FAILED_VERSIONED_MIGRATION,
                    "failed at migration %s. Restore the database, or repair it and run 'flyway repair'.");
            reject(
                    found,
                    CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED,
                    "has migration %s, which this version of Vask does not know. Start the newer version that applied it.");
            if (!migrate) {
                reject(
                        found,
                        CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED,
                        "lacks migration %s, and vask.database.migrate is false. Run 'vask migrate', or start one node with"
                                + " VASK_DATABASE_MIGRATE=true.");
            }
            if (!found.validationSuccessful) {
                migrate(found, migrate);
            }
        } catch (FlywayException e) {
            throw new ConfigurationException(errors.explain(e));
        }
    }

    private void reject(ValidateResult found, CoreErrorCode code, String what) {
        Optional<ValidateOutput> wrong = found.invalidMigrations.stream()
                .filter(it -> it.errorDetails.errorCode == code)
                .findFirst();
        wrong.ifPresent(it -> {
            throw new ConfigurationException(errors.ofSchema(what.formatted(it.version)));
        });
    }

    /** Flyway takes a lock, and validates again before it migrates. */
    private void migrate(ValidateResult found, boolean allowed) {
        if (!allowed) {
            throw new ConfigurationException(errors.ofUnusableSchema(found.getAllErrorMessages()));
        }
        MigrateResult result = flyway.migrate();
        if (result.migrationsExecuted > 0) {
            LOG.infof("Migrated the database schema to version %s", result.targetSchemaVersion);
        }
    }
}
