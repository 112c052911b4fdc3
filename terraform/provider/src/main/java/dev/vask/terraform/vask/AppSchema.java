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

/** The settings of an app, as attributes and as JSON of the admin API. */
final class AppSchema {

    private static final List<String> SWITCHES = List.of("enabled", "client_events", "subscription_counts");

    static final List<Attribute> QUOTAS =
            Stream.of(Quota.values()).map(AppSchema::attribute).toList();

    static final Attribute KEY = Attribute.optionalComputed(
                    "key",
                    Type.STRING,
                    "Public identifier of the app, part of every URL; SDKs also call it the app id. Generated if absent.")
            .checked(Rules.APP_KEY)
            .replacing();

    /** Everything but the key and the secrets. */
    static final List<Attribute> SETTINGS = List.of(
            Attribute.optionalComputed("name", Type.STRING, "Display name. Defaults to the key.")
                    .checked(Rules.NAME),
            Attribute.defaulting(
                    "enabled", Type.BOOL, Value.of(true), "Whether the app accepts connections and requests."),
            Attribute.defaulting(
                    "client_events", Type.BOOL, Value.of(false), "Whether connections may publish client events."),
            Attribute.defaulting(
                    "subscription_counts",
                    Type.BOOL,
                    Value.of(false),
                    "Whether subscribers receive the subscription count of their channel."),
            Attribute.defaulting(
                            "allowed_origins",
                            Type.setOfStrings(),
                            new Value.Items(List.of()),
                            "Origins that browsers may connect from, like https://app.example.com or *.example.com. Empty allows all.")
                    .checked(Rules.ORIGINS),
            Attribute.defaulting(
                    "quotas",
                    Type.object(QUOTAS),
                    quotas(),
                    "Limits of the app: a number for each quota of docs/limits.md; -1 means unlimited."));

    private AppSchema() {}

    private static Attribute attribute(Quota quota) {
        Integer limit = quota.defaultLimit();
        return Attribute.defaulting(
                        quota.wireName(),
                        Type.NUMBER,
                        Value.of(limit == null ? UNLIMITED : limit.longValue()),
                        quota.description() + ".")
                .checked(Rules.QUOTA);
    }

    private static Fields quotas() {
        Map<String, Value> quotas = new LinkedHashMap<>();
        QUOTAS.forEach(quota -> quotas.put(quota.name(), absent(quota)));
        return new Fields(quotas);
    }

    private static Value absent(Attribute quota) {
        return quota.absent() == null ? Value.NULL : quota.absent();
    }

    /** An app's key and settings as attributes. */
    static Fields read(JsonNode app) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("key", Value.of(app.path("key").asText()));
        fields.put("name", Value.of(app.path("name").asText()));
        SWITCHES.forEach(name -> fields.put(name, Value.of(app.path(name).asBoolean())));
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
            return absent(quota);
        }
        return Value.of(json.isNull() ? UNLIMITED : json.longValue());
    }

    /**
     * Puts settings into an app as the admin API has it. What is not known is left to the server, and so is a quota that
     * has its default and of which the app says nothing: an older server may not know it.
     *
     * @param json the app as it is, or an empty object for one that is new
     */
    static void write(Fields settings, ObjectNode json) {
        if (settings.get("name") instanceof Value.Text(String name)) {
            json.put("name", name);
        }
        SWITCHES.forEach(name -> {
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
            boolean needed = json.has(quota.name()) || !quotas.get(quota.name()).equals(quota.absent());
            if (needed && quotas.get(quota.name()) instanceof Value.Number(BigDecimal number)) {
                long amount = number.longValueExact();
                json.put(quota.name(), amount == UNLIMITED ? null : Long.valueOf(amount));
            }
        }
    }
}
