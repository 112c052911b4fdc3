package dev.vask.wiring;

import dev.vask.cli.CommandLineInterface;
import dev.vask.limits.ConnectionInitializer;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;

/** The entry point: starts the server, or, with arguments, the command line. */
@QuarkusMain
public final class Main {

    /**
     * Lets requests pass whose URI Java cannot parse, as SDKs that do not escape the query send them (3.1.b). With the validation,
     * Vert.x responds to the first request of a connection with 400 and does not read the next ones. The native build sets the
     * property in application.properties.
     */
    private static final String ANY_URI = "vertx.disableURIValidation";

    private Main() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            ConnectionInitializer.enable();
            System.setProperty(ANY_URI, "true");
            start(ServerApplication.class);
        } else {
            System.exit(CommandLineInterface.run(Main::migrate, arguments));
        }
    }

    /** Ends the process. */
    private static void migrate() {
        System.setProperty("vask.mode", "cluster");
        System.setProperty("vask.database.migrate", "true");
        start(null, MigrationJob.ARGUMENT); // which ends before an application would run
    }

    /** Ends the process with status 1, and a line for each problem on standard error, if it cannot start. */
    private static void start(@Nullable Class<? extends QuarkusApplication> application, String... arguments) {
        StartErrors errors = StartErrors.ofProcess();
        if (!errors.check()) {
            System.exit(StartErrors.STATUS);
        }
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            Quarkus.run(application, errors::exit, arguments);
        } else {
            Quarkus.run(application, arguments); // dev mode waits for a correction
        }
    }
}
