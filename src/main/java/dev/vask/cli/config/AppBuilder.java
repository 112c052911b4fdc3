package dev.vask.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.SafeQuote;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translates the fields of another server's app one by one. A field that is read is removed from the rest; what remains at the end has no
 * counterpart, and is a warning.
 */
final class AppBuilder {

    private final ObjectNode rest;
    private final ObjectNode settings = JsonNodeFactory.instance.objectNode();
    private final List<String> warnings = new ArrayList<>();

    AppBuilder(ObjectNode source) {
        rest = source.deepCopy();
    }

    ObjectNode settings() {
        return settings;
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Removes a field that has one of these names, and returns its value; null if it is absent, null or empty. */
    @Nullable
    JsonNode take(String... names) {
        JsonNode found = null;
        for (String name : names) {
            JsonNode value = rest.remove(name);
            if (value != null
                    && !value.isNull()
                    && !(value.isTextual() && value.textValue().isEmpty())) {
                found = value;
            }
        }
        return found;
    }

    /** Copies a text. */
    void text(String target, String... names) {
        JsonNode value = take(names);
        if (value != null) {
            settings.put(target, value.asText());
        }
    }

    /** Copies a boolean, which may be 0, 1 or a text. */
    void flag(String target, String... names) {
        JsonNode value = take(names);
        if (value != null) {
            settings.put(target, isTrue(value));
        }
    }

    /** Whether a boolean, which may be 0, 1 or a text, is true. */
    static boolean isTrue(JsonNode value) {
        return switch (value.asText()) {
            case "true", "1", "on", "yes" -> true;
            default -> false;
        };
    }

    /** Copies a number to a quota; -1 is unlimited. */
    void quota(String quota, String... names) {
        quota(quota, BigDecimal.ONE, names);
    }

    /** Copies a number to a quota in another unit. */
    void quota(String quota, BigDecimal factor, String... names) {
        JsonNode value = take(names);
        if (value == null) {
            return;
        }
        try {
            BigDecimal number = new BigDecimal(value.asText()).multiply(factor).setScale(0, RoundingMode.CEILING);
            if (number.signum() < 0) {
                settings.withObjectProperty("quotas").putNull(quota);
            } else if (number.signum() == 0) {
                warn("%s is 0, which a quota cannot be. %s keeps its default.".formatted(names[0], quota));
            } else {
                settings.withObjectProperty("quotas").put(quota, number.longValueExact());
            }
        } catch (ArithmeticException e) { // also a text that is not a number
            invalid(names[0], value, quota);
        } catch (NumberFormatException e) {
            invalid(names[0], value, quota);
        }
    }

    private void invalid(String name, JsonNode value, String quota) {
        warn("%s is not a number: '%s'. %s keeps its default.".formatted(name, SafeQuote.of(value.asText()), quota));
    }

    /** Lowers a quota to the most that Vask allows. */
    void atMost(String quota, long limit) {
        JsonNode value = settings.path("quotas").path(quota);
        if (value.isNull() || value.asLong() > limit) {
            warn("%s is lowered to %d, the maximum.".formatted(quota, limit));
            settings.withObjectProperty("quotas").put(quota, limit);
        }
    }

    /** Warns of a field whose value differs from what Vask has for all apps. */
    void fixed(String meaning, String sameAsVask, String... names) {
        JsonNode value = take(names);
        if (value != null && !value.asText().equals(sameAsVask)) {
            warn("%s has no counterpart: %s".formatted(names[0], meaning));
        }
    }

    /** The app, with a warning for each field that was not read. */
    ImportedApp build() {
        rest.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                warn("%s has no counterpart and is not imported.".formatted(SafeQuote.of(field.getKey())));
            }
        });
        return new ImportedApp(settings.path("key").asText(), settings, List.copyOf(warnings));
    }

    /** Sets key, secret and, if it differs from the key, the app id. */
    void identity(@Nullable JsonNode id) {
        text("key", "key", "AppKey");
        text("secret", "secret", "AppSecret");
        if (id != null && !id.asText().equals(settings.path("key").asText())) {
            settings.put("app_id", id.asText());
        }
    }
}
