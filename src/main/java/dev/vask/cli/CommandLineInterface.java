package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The command {@code vask}. */
@Command(
        name = "vask",
        description = "Manages and tests the apps of a Vask server. Without arguments, starts the server.",
        versionProvider = VersionProvider.class,
        subcommands = {
            AppsCommand.class,
            SecretsCommand.class,
            UsageCommand.class,
            WebhookCommand.class,
            TailCommand.class,
            PublishCommand.class,
            ChannelsCommand.class,
            UsersCommand.class,
            HistoryCommand.class,
            DoctorCommand.class,
            MigrateCommand.class,
            CompletionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Environment of apps, secrets, usage, webhook and tail:",
            "  VASK_ADMIN_TOKEN  vask.admin.token of the server",
            "  VASK_URL          the management port (http://localhost:9000)",
            "Environment of publish, channels, users, history and doctor:",
            "  VASK_APP_KEY, VASK_APP_SECRET  the app; or the variables PUSHER_*",
            "  VASK_PUBLIC_URL                the public port (http://localhost:8080)",
            "",
            "Exit codes: 0 success, 1 rejected or failed, 2 wrong usage, 3 unreachable or",
            "server error, 4 not found, 5 wrong token or secret."
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

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    @SuppressWarnings("unused") // picocli shows the version
    private boolean version;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "The same as --format json.")
    private boolean json;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description =
                    "table (default), json (the server's response; of tail and history one event per line), or env (a block of PUSHER_* variables, for commands"
                            + " that show an app or a new secret).")
    private @Nullable OutputFormat format;

    private final PrintWriter out;

    private final PrintWriter err;

    private final Runnable migration;

    private CommandLineInterface(PrintWriter out, PrintWriter err, Runnable migration) {
        this.out = out;
        this.err = err;
        this.migration = migration;
    }

    /**
     * Runs a command and returns the exit code.
     *
     * @param migration migrates the database with the settings of this process, and ends the process; for the command {@code migrate}
     */
    public static int run(Runnable migration, String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return commandLine(out, err, migration).execute(arguments);
    }

    /** The parser and runner of all commands. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err, Runnable migration) {
        CommandLineInterface vask = new CommandLineInterface(out, err, migration);
        return new CommandLine(vask)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setExecutionStrategy(vask::execute)
                .setParameterExceptionHandler(CommandLineInterface::explain)
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(failure, err));
    }

    /** Rejects a format that the command does not have before the command sends anything. */
    private int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandSpec command = last.commandSpec();
        if (format() == OutputFormat.ENV && !EnvBlock.COMMANDS.contains(command.qualifiedName())) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for --format: '%s' has no credentials to show. The format env is available for: %s."
                            .formatted(command.qualifiedName(), String.join(", ", EnvBlock.COMMANDS)));
        }
        return new RunLast().execute(parsed);
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

    /** A client of the admin API. */
    AdminClient api() {
        return AdminClient.fromEnvironment(environment());
    }

    Map<String, String> environment() {
        return System.getenv();
    }

    void migrate() {
        migration.run();
    }

    /** Prints a line for people to the error output, where it does not disturb the data. */
    void note(String sentence) {
        err.println("vask: " + sentence);
    }

    Output output() {
        return new Output(out, format(), environment());
    }

    private OutputFormat format() {
        if (json) {
            return OutputFormat.JSON;
        }
        return format == null ? OutputFormat.TABLE : format;
    }
}
