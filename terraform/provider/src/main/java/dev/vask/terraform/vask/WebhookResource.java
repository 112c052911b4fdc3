package dev.vask.terraform.vask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.provider.Resource;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Rule;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code vask_webhook}: the webhook of an app. In the API it is a field of the app. */
final class WebhookResource implements Resource {

    private static final String FIELD = "webhook";
    private static final List<String> EVENTS = List.of(
            "channel_occupied",
            "channel_vacated",
            "member_added",
            "member_removed",
            "cache_miss",
            "client_event",
            "subscription_count");
    private static final List<String> DEFAULT_EVENTS = EVENTS.subList(0, EVENTS.size() - 1);
    private static final Rule EVENT =
            Rules.each(EVENTS.size(), EVENTS::contains, "one of " + String.join(", ", EVENTS));

    private static final Schema SCHEMA = Schema.of(
            "The webhook of an app. An app has at most one.",
            Attribute.required("app", Type.STRING, "Key of the app.")
                    .checked(Rules.APP_KEY)
                    .requiringReplacement(),
            Attribute.required("url", Type.STRING, "URL that receives the events.")
                    .checked(Rules.WEBHOOK_URL),
            Attribute.withDefault("enabled", Type.BOOL, Value.of(true), "Whether events are sent."),
            Attribute.withDefault(
                            "events",
                            Type.setOfStrings(),
                            Value.ofTexts(DEFAULT_EVENTS),
                            "Event types to send. All but subscription_count if absent.")
                    .checked(EVENT),
            Attribute.withDefault(
                    "batch", Type.BOOL, Value.of(false), "Whether one request may contain several events."),
            Attribute.withDefault(
                            "headers",
                            Type.mapOfStrings(),
                            new Fields(Map.of()),
                            "Additional headers of each request. The server does not return their values, so changes made elsewhere are not detected.")
                    .asSensitive());

    private final Connection connection;

    WebhookResource(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String type() {
        return "vask_webhook";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Fields create(Fields planned, Fields config) throws ProviderException {
        return write(planned, app -> {
            if (app.path(FIELD).isObject()) {
                throw ProviderException.of(
                        "The app already has a webhook",
                        "",
                        Map.of(
                                Path.of("app"),
                                "must be an app without a webhook. To manage the existing one, "
                                        + AppResource.importBlock("vask_webhook", planned.text("app"))));
            }
        });
    }

    @Override
    public Fields update(Fields prior, Fields planned, Fields config) throws ProviderException {
        return write(planned, app -> {});
    }

    private Fields write(Fields planned, Connection.Change check) throws ProviderException {
        String key = planned.text("app");
        try {
            return connection
                    .update(key, app -> {
                        check.to(app);
                        app.set(FIELD, json(planned, app.objectNode()));
                    })
                    .flatMap(app -> state(key, app, planned))
                    .orElseThrow(() -> AppDataSource.noSuchApp(key, "app"));
        } catch (ProviderException e) {
            throw e.mapPaths(path -> path.after(FIELD));
        }
    }

    @Override
    public Optional<Fields> read(Fields state) throws ProviderException {
        String key = state.text("app");
        return connection.api().find(AdminApi.app(key)).flatMap(app -> state(key, app, state));
    }

    @Override
    public void delete(Fields state) throws ProviderException {
        connection.update(state.text("app"), app -> app.set(FIELD, NullNode.getInstance()));
    }

    @Override
    public Fields stateForImport(String importId) {
        return new Fields(Map.of("app", Value.of(importId)));
    }

    private static Optional<Fields> state(String key, JsonNode app, Fields known) {
        JsonNode webhook = app.path(FIELD);
        if (!webhook.isObject()) {
            return Optional.empty();
        }
        List<String> events = new ArrayList<>();
        webhook.path("events").forEach(event -> events.add(event.asText()));
        return Optional.of(new Fields(Map.of(
                "app", Value.of(key),
                "url", Value.of(webhook.path("url").asText()),
                "enabled", Value.of(webhook.path("enabled").asBoolean()),
                "events", Value.ofTexts(events),
                "batch", Value.of(webhook.path("batch").asBoolean()),
                "headers", headers(webhook.path("headers"), known))));
    }

    /** The names from the server with the known values; an unknown value is empty, so that a plan sets it. */
    private static Fields headers(JsonNode shown, Fields known) {
        Map<String, Value> values = known.get("headers") instanceof Fields(Map<String, Value> all) ? all : Map.of();
        Map<String, Value> headers = new LinkedHashMap<>();
        shown.properties()
                .forEach(header -> headers.put(
                        header.getKey(),
                        header.getValue().isTextual()
                                ? Value.of(header.getValue().textValue()) // older servers return it
                                : values.getOrDefault(header.getKey(), Value.of(""))));
        return new Fields(headers);
    }

    private static ObjectNode json(Fields webhook, ObjectNode json) {
        json.put("url", webhook.text("url"));
        json.put("enabled", webhook.get("enabled").equals(Value.of(true)));
        json.put("batch", webhook.get("batch").equals(Value.of(true)));
        ArrayNode events = json.putArray("events");
        if (webhook.get("events") instanceof Value.Items(List<Value> names)) {
            names.forEach(name -> events.add(((Value.Text) name).text()));
        }
        ObjectNode headers = json.putObject("headers");
        if (webhook.get("headers") instanceof Fields(Map<String, Value> all)) {
            all.forEach((name, value) -> headers.put(name, value instanceof Value.Text(String text) ? text : null));
        }
        return json;
    }
}
