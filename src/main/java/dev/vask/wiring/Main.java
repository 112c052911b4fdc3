package dev.vask.wiring;

import dev.vask.cli.CommandLineInterface;
import dev.vask.guard.ConnectionInitializer;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the program begins: as the server, or, if there are arguments, as the command line that speaks to one. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            ConnectionInitializer.enable();
            Quarkus.run();
        } else {
            System.exit(CommandLineInterface.run(arguments));
        }
    }
}
