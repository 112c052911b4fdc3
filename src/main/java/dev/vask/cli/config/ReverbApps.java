package dev.vask.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads apps of Laravel Reverb, with the names of {@code config/reverb.php}. */
final class ReverbApps {

    private static final String ACTIVITY = "vask.edge.activity-timeout applies to every app.";

    private ReverbApps() {}

    static ImportedApp read(ObjectNode source) {
        AppBuilder app = new AppBuilder(source);
        app.identity(app.take("app_id", "id"));
        app.text("name", "name");
        origins(app);
        app.quota("max_connections", "max_connections");
        app.quota("max_event_bytes", "max_message_size");
        clientEvents(app);
        app.fixed(ACTIVITY, "120", "ping_interval");
        app.fixed(ACTIVITY, "120", "activity_timeout");
        rateLimiting(app);
        if (app.take("options") != null) {
            app.warn(
                    "options has no counterpart: it is the address for backends. Set the host, port and scheme of Vask there.");
        }
        return app.build();
    }

    /** In Reverb '*' allows all origins, and an empty list none; in Vask an empty list allows all. */
    private static void origins(AppBuilder app) {
        JsonNode value = app.take("allowed_origins");
        if (value == null) {
            return;
        }
        ArrayNode origins = app.settings().putArray("allowed_origins");
        boolean all = false;
        for (JsonNode origin : value) {
            all |= origin.asText().equals("*");
            origins.add(origin.asText());
        }
        if (all) {
            origins.removeAll();
        } else if (origins.isEmpty()) {
            app.warn("allowed_origins is empty. Reverb rejects all browsers then, and Vask allows all: set --origin.");
        }
    }

    /** Reverb accepts client events of members unless it is configured otherwise. */
    private static void clientEvents(AppBuilder app) {
        JsonNode from = app.take("accept_client_events_from");
        app.settings().put("client_events", from == null || !from.asText().equals("none"));
    }

    private static void rateLimiting(AppBuilder app) {
        JsonNode limiting = app.take("rate_limiting");
        if (limiting != null && AppBuilder.isTrue(limiting.path("enabled"))) {
            app.warn(
                    "rate_limiting has no counterpart: Vask limits the commands of each connection for every app, and client events by"
                            + " the quota client_events_per_second.");
        }
    }
}
