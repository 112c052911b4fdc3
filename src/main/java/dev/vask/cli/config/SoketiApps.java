package dev.vask.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.WebhookType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads apps of soketi. A field has the name of its JSON configuration, of a column of its databases, or of an attribute in DynamoDB.
 */
final class SoketiApps {

    private static final BigDecimal KIB = BigDecimal.valueOf(1024);
    private static final int MAX_CHANNEL_NAME_LENGTH = 164;

    /** Settings of soketi's server that are quotas of each app in Vask, and the field of an app that they are the default of. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "presence.maxMembersPerChannel", "maxPresenceMembersPerChannel",
            "presence.maxMemberSizeInKb", "maxPresenceMemberSizeInKb",
            "channelLimits.maxNameLength", "maxChannelNameLength",
            "eventLimits.maxChannelsAtOnce", "maxEventChannelsAtOnce",
            "eventLimits.maxNameLength", "maxEventNameLength",
            "eventLimits.maxPayloadInKb", "maxEventPayloadInKb",
            "eventLimits.maxBatchSize", "maxEventBatchSize");

    private SoketiApps() {}

    /** The list of apps in a JSON configuration, whose keys may be paths; not an array if it has none. */
    static JsonNode appsOf(JsonNode root) {
        JsonNode flat = root.path("appManager.array.apps");
        return flat.isArray() ? flat : root.path("appManager").path("array").path("apps");
    }

    /** The settings of the server that apply to each app. Warns of the others. */
    static ObjectNode defaults(JsonNode root, List<String> warnings) {
        ObjectNode defaults = JsonNodeFactory.instance.objectNode();
        flatten("", root, (path, value) -> {
            String field = DEFAULTS.get(path);
            if (field != null) {
                defaults.set(field, value);
            } else if (!path.startsWith("appManager.")) {
                warnings.add(
                        "'%s' is not imported: it is a setting of the server. See docs/migrating.md.".formatted(path));
            }
        });
        return defaults;
    }

    private interface Visitor {
        void visit(String path, JsonNode value);
    }

    private static void flatten(String path, JsonNode node, Visitor visitor) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> flatten(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), visitor));
        } else {
            visitor.visit(path, node);
        }
    }

    static ImportedApp read(ObjectNode source) {
        AppBuilder app = new AppBuilder(source);
        app.identity(app.take("id", "AppId"));
        app.text("name", "name");
        app.flag("enabled", "enabled", "Enabled");
        app.flag("client_events", "enableClientMessages", "EnableClientMessages", "enable_client_messages");
        app.quota("max_connections", "maxConnections", "MaxConnections", "max_connections");
        app.quota(
                "events_per_second",
                "maxBackendEventsPerSecond",
                "MaxBackendEventsPerSecond",
                "max_backend_events_per_sec");
        app.quota(
                "client_events_per_second",
                "maxClientEventsPerSecond",
                "MaxClientEventsPerSecond",
                "max_client_events_per_sec");
        app.fixed(
                "vask.api.reads-per-second limits the reads of every app.",
                "-1",
                "maxReadRequestsPerSecond",
                "MaxReadRequestsPerSecond",
                "max_read_req_per_sec");
        app.quota(
                "max_presence_members",
                "maxPresenceMembersPerChannel",
                "MaxPresenceMembersPerChannel",
                "max_presence_members_per_channel");
        app.fixed(
                "the data of a member has at most 1 KiB.",
                "1",
                "maxPresenceMemberSizeInKb",
                "MaxPresenceMemberSizeInKb",
                "max_presence_member_size_in_kb",
                "max_presence_members_size_in_kb");
        app.quota("max_channel_name_length", "maxChannelNameLength", "MaxChannelNameLength", "max_channel_name_length");
        app.atMost("max_channel_name_length", MAX_CHANNEL_NAME_LENGTH);
        app.quota(
                "max_channels_per_event",
                "maxEventChannelsAtOnce",
                "MaxEventChannelsAtOnce",
                "max_event_channels_at_once");
        app.fixed(
                "the name of an event has at most 200 characters.",
                "200",
                "maxEventNameLength",
                "MaxEventNameLength",
                "max_event_name_length");
        app.quota("max_event_bytes", KIB, "maxEventPayloadInKb", "MaxEventPayloadInKb", "max_event_payload_in_kb");
        app.quota("max_batch_events", "maxEventBatchSize", "MaxEventBatchSize", "max_event_batch_size");
        app.fixed(
                "sign-ins are always on.",
                "true",
                "enableUserAuthentication",
                "EnableUserAuthentication",
                "enable_user_authentication");
        webhook(app);
        return app.build();
    }

    /** The first webhook with a URL: an app of Vask has one. */
    private static void webhook(AppBuilder app) {
        JsonNode value = app.take("webhooks", "Webhooks");
        if (value == null) {
            return;
        }
        ArrayNode webhooks = AppFileReader.array(value);
        if (webhooks.isEmpty() && !value.asText("").equals("[]") && !value.isArray()) {
            app.warn("webhooks is not a JSON array and is not imported.");
        }
        boolean found = false;
        for (JsonNode webhook : webhooks) {
            if (!webhook.path("url").isTextual()) {
                app.warn(
                        "webhooks: a webhook without a URL (a Lambda function) has no counterpart and is not imported.");
            } else if (found) {
                app.warn("webhooks: an app has one webhook; '%s' is not imported."
                        .formatted(webhook.path("url").asText()));
            } else {
                found = true;
                webhook(app, webhook);
            }
        }
    }

    private static void webhook(AppBuilder app, JsonNode source) {
        ObjectNode webhook = app.settings().putObject("webhook");
        webhook.set("url", source.get("url"));
        List<String> events = new ArrayList<>();
        source.path("event_types").forEach(type -> {
            if (WebhookType.of(type.asText()).isPresent()) {
                events.add(type.asText());
            } else {
                app.warn("webhooks: the event type '%s' does not exist in Vask.".formatted(type.asText()));
            }
        });
        if (source.path("event_types").isArray()) {
            events.forEach(webhook.putArray("events")::add);
        }
        source.properties().forEach(field -> {
            switch (field.getKey()) {
                case "url", "event_types" -> {}
                case "headers" -> webhook.set("headers", field.getValue());
                default -> app.warn("webhooks: '%s' has no counterpart and is not imported.".formatted(field.getKey()));
            }
        });
    }
}
