package dev.vask.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads apps as the admin API returns them. */
final class VaskApps {

    private VaskApps() {}

    static ImportedApp read(ObjectNode source) {
        ObjectNode settings = source.deepCopy();
        List<String> warnings = new ArrayList<>();
        if (settings.path("webhook").path("headers") instanceof ObjectNode headers) {
            List<String> unknown = headers.properties().stream()
                    .filter(header -> header.getValue().isNull())
                    .map(Map.Entry::getKey)
                    .toList();
            headers.remove(unknown);
            unknown.forEach(name -> warnings.add(
                    "the value of the webhook header '%s' is not in the file. Set it again.".formatted(name)));
        }
        JsonNode key = settings.path("key");
        return new ImportedApp(key.asText(), settings, warnings);
    }

    /** An app from {@code VASK_APP_*} variables, which have the names of the settings. */
    static ImportedApp readVariables(ObjectNode fields) {
        AppBuilder app = new AppBuilder(fields);
        app.identity(app.take("id"));
        app.text("name", "name");
        app.flag("client_events", "client_events");
        app.flag("subscription_counts", "subscription_counts");
        JsonNode history = app.take("history");
        if (history != null) {
            app.settings().putObject("history").put("enabled", AppBuilder.isTrue(history));
        }
        return app.build();
    }
}
