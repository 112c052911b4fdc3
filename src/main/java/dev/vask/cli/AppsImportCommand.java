package dev.vask.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.cli.config.AppFile;
import dev.vask.cli.config.AppFileReader;
import dev.vask.cli.config.ConfigFormatException;
import dev.vask.cli.config.ConfigSource;
import dev.vask.cli.config.ImportedApp;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask apps import}. */
@Command(
        name = "import",
        description = {
            "Create apps from a file: of 'vask apps export', or the configuration of soketi, Reverb or a Pusher SDK.",
            "soketi: its JSON configuration, rows of its database as JSON, or a file with SOKETI_DEFAULT_APP_* variables.",
            "Reverb: config/reverb.php as JSON, or Laravel's .env. Pusher: a file with PUSHER_APP_* variables.",
            "Warns of each setting that Vask does not have. Never changes an existing app without --replace."
        })
@RegisterForReflection
final class AppsImportCommand implements Runnable {

    private static final List<String> COLUMNS = List.of("key", "result", "secret");
    private static final String STANDARD_INPUT = "-";

    @ParentCommand
    private AppsCommand parent;

    @Parameters(paramLabel = "FILE", description = "The file; '-' is standard input.")
    private String file;

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description = "What wrote the file: ${COMPLETION-CANDIDATES}. Recognized by its content if absent.")
    private @Nullable ConfigSource source;

    @Option(
            names = "--replace",
            description = "Replace the settings of existing apps. Their secrets stay if the file has none.")
    private boolean replace;

    @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
    private boolean dryRun;

    @Override
    public void run() {
        CommandLineInterface vask = parent.vask();
        AppFile content = read();
        content.warnings().forEach(vask::note);
        content.apps().forEach(app -> app.warnings()
                .forEach(warning -> vask.note("app '%s': %s".formatted(Output.printable(app.key()), warning))));
        AppImport importing = new AppImport(vask.api(), replace, dryRun);
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (ImportedApp app : content.apps()) {
            AppImport.Result result = importing.run(app);
            results.add(result.json());
            result.notes().forEach(note -> vask.note("app '%s': %s".formatted(Output.printable(app.key()), note)));
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.set("apps", results);
        vask.output().rows(all, "apps", COLUMNS);
        if (importing.failures() > 0) {
            throw new CommandFailedException(
                    ExitCode.REJECTED,
                    "%d of %d apps were not imported.".formatted(importing.failures(), results.size()));
        }
    }

    private AppFile read() {
        try {
            String text = file.equals(STANDARD_INPUT)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
            return AppFileReader.read(text, source);
        } catch (ConfigFormatException | IOException e) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USAGE, "Cannot import %s: %s".formatted(file, FileProblem.of(e)));
        }
    }
}
