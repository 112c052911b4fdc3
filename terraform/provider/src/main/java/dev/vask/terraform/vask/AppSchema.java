package dev.vask.terraform.vask;

import static dev.vask.terraform.vask.Rules.UNLIMITED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.AccessSettings;
import dev.vask.apps.Quota;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Converts the settings of an app between attributes and JSON of the admin API. */
final class AppSchema {

    private static final List<String> FLAGS = List.of("enabled", "client_events", "subscription_counts");

    static final List<Attribute> QUOTAS =
            Stream.of(Quota.values()).map(AppSchema::attribute).toList();

    /** Defaults and ranges are those of the server, whose {@code HistorySettingsTest} compares them. */
    static final List<Attribute> HISTORY = List.of(
            Attribute.withDefault(
                    "enabled", Type.BOOL, Value.of(false), "Whether events are kept for clients that reconnect."),
            limit("max_events", 300, 1, 10_000, "Maximum number of events of a channel"),
            limit("ttl_seconds", 300, 1, 86_400, "Seconds for which an event is kept"),
            limit("max_bytes", 1_048_576, 1_024, 16_777_216, "Maximum size of the events of a channel"),
            Attribute.withDefault("client_events", Type.BOOL, Value.of(false), "Whether client events are kept too."));

    private static final Attribute AUTHORIZED_CONNECTIONS = Attribute.withDefault(
            "authorized_connections",
            Type.BOOL,
            Value.of(false),
            "Whether connections must join a private or presence channel, or sign in, in time; else they are closed with 4009.");

    private static final Attribute TERMINATE_CODE = Attribute.withDefault(
                    "terminate_code",
                    Type.NUMBER,
                    Value.of(AccessSettings.RECONNECT),
                    "Close code of terminated connections: 4200, clients reconnect, or 4009, clients stay away.")
            .checked(Rules.TERMINATE_CODE);

    static final Attribute KEY = Attribute.optionalComputed(
                    "key",
                    Type.STRING,
                    "Public identifier of the app, part of every URL; SDKs also call it the app id. Generated if absent.")
            .checked(Rules.APP_KEY)
            .requiringReplacement();

    /** All attributes except the key and the secrets. */
    static final List<Attribute> SETTINGS = List.of(
            Attribute.optional(
                            "app_id",
                            Type.STRING,
                            "Another name of the app in paths of the HTTP API; never the key or the app_id of another app.")
                    .checked(Rules.APP_KEY),
            Attribute.optionalComputed("name", Type.STRING, "Display name. Defaults to the key.")
                    .checked(Rules.NAME),
            Attribute.withDefault(
                    "enabled", Type.BOOL, Value.of(true), "Whether the app accepts connections and requests."),
            Attribute.withDefault(
                    "client_events", Type.BOOL, Value.of(false), "Whether connections may publish client events."),
            Attribute.withDefault(
                    "subscription_counts",
                    Type.BOOL,
                    Value.of(false),
                    "Whether subscribers receive the subscription count of their channel."),
            Attribute.withDefault(
                            "allowed_origins",
                            Type.setOfStrings(),
                            new Value.Items(List.of()),
                            "Origins that browsers may connect from, like https://app.example.com or *.example.com. Empty allows all.")
                    .checked(Rules.ORIGINS),
            Attribute.withDefault(
                    "quotas",
                    Type.object(QUOTAS),
                    defaults(QUOTAS),
                    "Limits of the app: a number for each quota of docs/limits.md; -1 means unlimited."),
            Attribute.withDefault(
                    "history",
                    Type.object(HISTORY),
                    defaults(HISTORY),
                    "Events that are kept for clients that reconnect; the limits are per channel."),
            AUTHORIZED_CONNECTIONS,
            TERMINATE_CODE);

    private AppSchema() {}

    private static Attribute attribute(Quota quota) {
        Integer limit = quota.defaultLimit();
        return Attribute.withDefault(
                        quota.wireName(),
                        Type.NUMBER,
                        Value.of(limit == null ? UNLIMITED : limit.longValue()),
                        quota.description() + ".")
                .checked(Rules.QUOTA);
    }

    private static Attribute limit(String name, int defaultLimit, int min, int max, String description) {
        String withRange = "%s, %d to %d.".formatted(description, min, max);
        return Attribute.withDefault(name, Type.NUMBER, Value.of(defaultLimit), withRange)
                .checked(Rules.range(min, max));
    }

    private static Fields defaults(List<Attribute> attributes) {
        Map<String, Value> values = new LinkedHashMap<>();
        attributes.forEach(attribute -> values.put(attribute.name(), defaultValue(attribute)));
        return new Fields(values);
    }

    private static Value defaultValue(Attribute attribute) {
        return attribute.defaultValue() == null ? Value.NULL : attribute.defaultValue();
    }

    /** An app's key and settings as attributes. */
    static Fields read(JsonNode app) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("key", Value.of(app.path("key").asText()));
        fields.put(
                "app_id",
                app.path("app_id").isTextual() ? Value.of(app.get("app_id").textValue()) : Value.NULL);
        fields.put("name", Value.of(app.path("name").asText()));
        FLAGS.forEach(name -> fields.put(name, Value.of(app.path(name).asBoolean())));
        fields.put("allowed_origins", texts(app.path("allowed_origins")));
        fields.put("quotas", readQuotas(app.path("quotas")));
        Map<String, Value> history = new LinkedHashMap<>();
        HISTORY.forEach(setting -> history.put(setting.name(), readSetting(app.path("history"), setting)));
        fields.put("history", new Fields(history));
        for (Attribute setting : List.of(AUTHORIZED_CONNECTIONS, TERMINATE_CODE)) {
            fields.put(setting.name(), readSetting(app, setting));
        }
        return new Fields(fields);
    }

    private static Value texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return Value.ofTexts(texts);
    }

    private static Fields readQuotas(JsonNode json) {
        Map<String, Value> quotas = new LinkedHashMap<>();
        QUOTAS.forEach(quota -> quotas.put(quota.name(), readQuota(json.path(quota.name()), quota)));
        return new Fields(quotas);
    }

    private static Value readQuota(JsonNode json, Attribute quota) {
        if (json.isMissingNode()) {
            return defaultValue(quota);
        }
        return Value.of(json.isNull() ? UNLIMITED : json.longValue());
    }

    /** A flag or a number, which an older server may not have. */
    private static Value readSetting(JsonNode json, Attribute setting) {
        JsonNode value = json.path(setting.name());
        if (value.isMissingNode()) {
            return defaultValue(setting);
        }
        return value.isBoolean() ? Value.of(value.booleanValue()) : Value.of(value.longValue());
    }

    /**
     * Writes settings to the JSON of an app. Unknown values are not written, and neither are quotas and later settings with their default
     * and an absent app_id that the app does not have, because an older server may not support them.
     *
     * @param json the current app, or an empty object for a new one
     */
    static void write(Fields settings, ObjectNode json) {
        if (settings.get("app_id") instanceof Value.Text(String id)) {
            json.put("app_id", id);
        } else if (json.has("app_id") && settings.get("app_id") == Value.NULL) {
            json.putNull("app_id");
        }
        if (settings.get("name") instanceof Value.Text(String name)) {
            json.put("name", name);
        }
        FLAGS.forEach(name -> {
            if (settings.get(name) instanceof Value.Flag(boolean flag)) {
                json.put(name, flag);
            }
        });
        if (settings.get("allowed_origins") instanceof Value.Items(List<Value> origins)) {
            ArrayNode array = json.putArray("allowed_origins");
            origins.forEach(origin -> array.add(((Value.Text) origin).text()));
        }
        if (settings.get("quotas") instanceof Fields quotas) {
            writeQuotas(quotas, json.withObject("quotas"));
        }
        if (settings.get("history") instanceof Fields history) {
            ObjectNode changed = json.path("history") instanceof ObjectNode known ? known : json.objectNode();
            HISTORY.forEach(setting -> writeSetting(history, setting, changed));
            if (!changed.isEmpty()) {
                json.set("history", changed);
            }
        }
        writeSetting(settings, AUTHORIZED_CONNECTIONS, json);
        writeSetting(settings, TERMINATE_CODE, json);
    }

    private static void writeSetting(Fields settings, Attribute setting, ObjectNode json) {
        Value value = settings.get(setting.name());
        if (json.has(setting.name()) || !value.equals(setting.defaultValue())) {
            switch (value) {
                case Value.Flag(boolean flag) -> json.put(setting.name(), flag);
                case Value.Number(BigDecimal number) -> json.put(setting.name(), number.longValueExact());
                default -> {
                    // absent or unknown
                }
            }
        }
    }

    private static void writeQuotas(Fields quotas, ObjectNode json) {
        for (Attribute quota : QUOTAS) {
            boolean needed = json.has(quota.name()) || !quotas.get(quota.name()).equals(quota.defaultValue());
            if (needed && quotas.get(quota.name()) instanceof Value.Number(BigDecimal number)) {
                long amount = number.longValueExact();
                json.put(quota.name(), amount == UNLIMITED ? null : Long.valueOf(amount));
            }
        }
    }
}
