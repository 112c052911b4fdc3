package dev.vask.wiring;

import dev.vask.apps.postgres.Database;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** {@code vask migrate}: a start that migrates the database, and ends before it connects to Redis or opens a port. */
@Singleton
final class MigrationJob {

    /** The argument of Quarkus that makes a start this job. */
    static final String ARGUMENT = "migrate";

    private static final Logger LOG = Logger.getLogger(MigrationJob.class);
    private static final int BEFORE_ALL_OTHERS = 0;

    void run(
            @Observes @Priority(BEFORE_ALL_OTHERS) StartupEvent start,
            @CommandLineArguments String[] arguments,
            Database database) {
        if (List.of(arguments).equals(List.of(ARGUMENT))) {
            database.migrate();
            LOG.info("The database schema is up to date");
            Quarkus.asyncExit();
            throw new PreventFurtherStepsException(); // skips the rest of the start
        }
    }
}
