package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command {@code vask}. */
@Command(
        name = "vask",
        description = "Manages the apps of a Vask server. Without arguments, starts the server.",
        subcommands = {AppsCommand.class, SecretsCommand.class, UsageCommand.class, MigrateCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Set VASK_ADMIN_TOKEN to the server's vask.admin.token and VASK_URL to its address (default: http://localhost:9000).",
            "Exit codes: 0 success, 1 rejected, 2 wrong usage, 3 unreachable or server error, 4 not found, 5 wrong token."
        })
@RegisterForReflection
public final class CommandLineInterface {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli shows the help
    private boolean help;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print the server's JSON response instead of a table.")
    private boolean json;

    private final PrintWriter out;

    private final Runnable migration;

    private CommandLineInterface(PrintWriter out, Runnable migration) {
        this.out = out;
        this.migration = migration;
    }

    /**
     * Runs a command and returns the exit code.
     *
     * @param migration migrates the database with the settings of this process, and ends the process; for the command {@code migrate}
     */
    public static int run(Runnable migration, String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        return new CommandLine(new CommandLineInterface(out, migration))
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setParameterExceptionHandler(CommandLineInterface::explain)
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(failure, err))
                .execute(arguments);
    }

    private static int explain(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("vask: " + wrong.getMessage());
        command.getErr().println();
        command.usage(command.getErr());
        return ExitCode.WRONG_USAGE;
    }

    private static int fail(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof CommandFailedException known) {
            err.println("vask: " + known.getMessage());
            return known.exitCode();
        }
        throw failure;
    }

    AdminClient api() {
        return AdminClient.fromEnvironment(System.getenv());
    }

    void migrate() {
        migration.run();
    }

    Output output() {
        return new Output(out, json);
    }
}
