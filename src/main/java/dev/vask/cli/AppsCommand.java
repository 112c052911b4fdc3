package dev.vask.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vask apps}. */
@Command(
        name = "apps",
        description = "Manage apps.",
        subcommands = {AppsExportCommand.class, AppsImportCommand.class},
        synopsisSubcommandLabel = "COMMAND")
@RegisterForReflection
final class AppsCommand {

    private static final List<String> COLUMNS =
            List.of("key", "name", "enabled", "client_events", "subscription_counts", "allowed_origins");

    @ParentCommand
    private CommandLineInterface vask;

    @Spec
    private CommandSpec spec;

    @Command(description = "List all apps, ordered by key.")
    void list() {
        vask.output().rows(vask.api().get("apps"), "apps", COLUMNS);
    }

    @Command(description = "Create an app and show its secret. The secret is shown only once.")
    void create(
            @Parameters(
                            paramLabel = "KEY",
                            arity = "0..1",
                            description = "The app key. The server generates one if it is absent.")
                    @Nullable
                    String key,
            @Mixin AppOptions settings) {
        AdminClient api = vask.api();
        ObjectNode app = settings.applyTo(JsonNodeFactory.instance.objectNode());
        if (key == null) {
            ObjectNode created = api.post("apps", app);
            vask.output().credentials(created.path("key").asText(), created);
            return;
        }
        if (api.has(path(key))) {
            throw new CommandFailedException(
                    ExitCode.REJECTED,
                    "App '%s' already exists. Change it with 'vask apps update %<s'.".formatted(key));
        }
        vask.output().credentials(key, api.put(path(key), app));
    }

    @Command(description = "Show an app without its secrets.")
    void show(@Parameters(paramLabel = "KEY") String key) {
        vask.output().credentials(key, vask.api().get(path(key)));
    }

    @Command(description = "Change the given settings of an app and keep the others.")
    void update(@Parameters(paramLabel = "KEY") String key, @Mixin AppOptions settings) {
        if (settings.areNone()) {
            throw new ParameterException(
                    spec.subcommands().get("update"), "No setting given. Set at least one option.");
        }
        change(key, settings::applyTo);
    }

    @Command(description = "Disable an app: reject its requests and close its connections (4003).")
    void disable(@Parameters(paramLabel = "KEY") String key) {
        change(key, app -> app.put("enabled", false));
    }

    @Command(description = "Enable a disabled app.")
    void enable(@Parameters(paramLabel = "KEY") String key) {
        change(key, app -> app.put("enabled", true));
    }

    @Command(description = "Delete an app immediately and close its connections (4001).")
    void delete(
            @Parameters(paramLabel = "KEY") String key,
            @Option(names = "--yes", description = "Do not ask. Required without a terminal.") boolean yes) {
        AdminClient api = vask.api();
        if (!yes) {
            api.get(path(key)); // an app that does not exist is reported before the question
            Confirmation.ask("App '%s', its secrets and its cached events will be deleted.".formatted(key), key);
        }
        api.delete(path(key));
        vask.output()
                .done(
                        JsonNodeFactory.instance.objectNode().put("key", key).put("deleted", true),
                        "Deleted app '%s'.".formatted(key));
    }

    CommandLineInterface vask() {
        return vask;
    }

    /** Reads an app, changes its JSON, and writes it back. */
    private void change(String key, UnaryOperator<ObjectNode> change) {
        AdminClient api = vask.api();
        vask.output().details(api.put(path(key), change.apply(api.get(path(key)))));
    }

    static String path(String key) {
        return "apps/" + PathSegment.of(key);
    }
}
