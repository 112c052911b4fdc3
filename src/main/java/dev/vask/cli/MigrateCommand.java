package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code vask migrate}. */
@Command(
        name = "migrate",
        description = {
            "Migrate the database of a cluster to this version, and exit.",
            "Connects to vask.database.url itself, with the settings of a server. Needs no running server and no admin token."
        })
@RegisterForReflection
final class MigrateCommand implements Runnable {

    @ParentCommand
    private CommandLineInterface vask;

    @Override
    public void run() {
        vask.migrate();
    }
}
