package dev.vask.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.cli.config.ImportedApp;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Creates imported apps by the admin API, one after the other. */
final class AppImport {

    private static final String APP_ID = "app_id";

    private final AdminClient api;
    private final boolean replace;
    private final boolean dryRun;
    private int failures;

    /**
     * What was done with an app.
     *
     * @param json  {@code key}, {@code result}, and {@code secret} if the server generated one
     * @param notes problems, for people
     */
    record Result(ObjectNode json, List<String> notes) {}

    AppImport(AdminClient api, boolean replace, boolean dryRun) {
        this.api = api;
        this.replace = replace;
        this.dryRun = dryRun;
    }

    /** The number of apps that were not imported. */
    int failures() {
        return failures;
    }

    Result run(ImportedApp app) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("key", app.key());
        List<String> notes = new ArrayList<>();
        boolean exists = !app.key().isEmpty() && api.has(AppsCommand.path(app.key()));
        if (exists && !replace) {
            failures++;
            notes.add("already exists. Replace its settings with --replace.");
            return new Result(json.put("result", "exists"), notes);
        }
        if (dryRun) {
            return new Result(json.put("result", exists ? "would be replaced" : "would be created"), notes);
        }
        try {
            ObjectNode response = put(app, notes);
            json.put("result", exists ? "replaced" : "created");
            if (!app.settings().has("secret") && response.has("secret")) {
                json.set("secret", response.get("secret"));
            }
        } catch (CommandFailedException e) {
            if (e.exitCode() != ExitCode.REJECTED) {
                throw e;
            }
            failures++;
            json.put("result", "rejected");
            notes.add(String.valueOf(e.getMessage()));
        }
        return new Result(json, notes);
    }

    /** Puts the app, without its separate id if the server is of a version that has none. */
    private ObjectNode put(ImportedApp app, List<String> notes) {
        String path = AppsCommand.path(app.key());
        HttpResponse<byte[]> response = api.tryPut(path, app.settings());
        if (!app.settings().has(APP_ID) || !isOnlyProblem(response)) {
            return api.http().accepted(response);
        }
        notes.add(
                "app id '%s' was not imported: this server has no separate app ids. Set the app id of backends to the key."
                        .formatted(Output.printable(app.settings().path(APP_ID).asText())));
        ObjectNode settings = app.settings().deepCopy();
        settings.remove(APP_ID);
        return api.put(path, settings);
    }

    private static boolean isOnlyProblem(HttpResponse<byte[]> response) {
        if (response.statusCode() != 400) {
            return false;
        }
        try {
            ObjectNode fields = Json.object(response.body()).withObjectProperty("fields");
            return fields.size() == 1 && fields.path(APP_ID).asText().contains("unknown");
        } catch (InvalidJsonException | UnsupportedOperationException e) {
            return false;
        }
    }
}
