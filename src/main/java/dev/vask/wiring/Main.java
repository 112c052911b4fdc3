package dev.vask.wiring;

import dev.vask.cli.CommandLineInterface;
import dev.vask.guard.ConnectionInitializer;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the program begins: as the server, or, if there are arguments, as the command line that speaks to one. */
@QuarkusMain
public final class Main {

    /**
     * Has Quarkus pass on requests whose URI Java cannot parse, as SDKs that do not escape the query send them (3.1.b). It would
     * answer the first of a connection with 400, and never see the others. The native build is told in application.properties.
     */
    private static final String ANY_URI = "vertx.disableURIValidation";

    private Main() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            ConnectionInitializer.enable();
            System.setProperty(ANY_URI, "true");
            Quarkus.run();
        } else {
            System.exit(CommandLineInterface.run(arguments));
        }
    }
}
