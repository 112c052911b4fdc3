package dev.vask.terraform.vask;

import static dev.vask.terraform.vask.Rules.UNLIMITED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
                    quotas(),
                    "Limits of the app: a number for each quota of docs/limits.md; -1 means unlimited."));

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

    private static Fields quotas() {
        Map<String, Value> quotas = new LinkedHashMap<>();
        QUOTAS.forEach(quota -> quotas.put(quota.name(), defaultValue(quota)));
        return new Fields(quotas);
    }

    private static Value defaultValue(Attribute quota) {
        return quota.defaultValue() == null ? Value.NULL : quota.defaultValue();
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

    /**
     * Writes settings to the JSON of an app. Unknown values are not written, and neither are quotas with their default and an absent
     * app_id that the app does not have, because an older server may not support them.
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
