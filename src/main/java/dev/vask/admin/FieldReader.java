package dev.vask.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.Quota;
import dev.vask.protocol.Json;
import dev.vask.protocol.SafeQuote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a JSON object and collects all errors. */
final class FieldReader {

    private final String prefix;
    private final ObjectNode object;
    private final Map<String, String> problems;
    private final Set<String> asked = new HashSet<>();

    /** The fields of a body; errors are added to {@code problems}. */
    FieldReader(ObjectNode object, Map<String, String> problems) {
        this("", object, problems);
    }

    private FieldReader(String prefix, ObjectNode object, Map<String, String> problems) {
        this.prefix = prefix;
        this.object = object;
        this.problems = problems;
    }

    /** A field that must equal a value that the request has elsewhere, if it is present. */
    void same(String name, String value) {
        read(
                name,
                value,
                "absent or '%s', the same as in the path".formatted(value),
                node -> value.equals(node.textValue()),
                JsonNode::textValue);
    }

    /** A field that must be absent, and why. */
    void never(String name, String why) {
        if (object.has(name)) {
            asked.add(name);
            problems.put(prefix + name, why);
        }
    }

    boolean flag(String name, boolean absent) {
        return read(name, absent, "true or false", JsonNode::isBoolean, JsonNode::booleanValue);
    }

    /** A string without control characters; null if it is absent. */
    @Nullable
    String text(String name, int longest) {
        return text(name, 1, longest);
    }

    /** The same with a minimum length. */
    @Nullable
    String text(String name, int shortest, int longest) {
        return this.<@Nullable String>read(
                name,
                null,
                "a string of %d to %d characters without control characters".formatted(shortest, longest),
                node -> node.isTextual() && isReadable(node.textValue(), shortest, longest),
                JsonNode::textValue);
    }

    private static boolean isReadable(String text, int shortest, int longest) {
        return !text.isBlank()
                && text.length() >= shortest
                && text.length() <= longest
                && text.chars().noneMatch(Character::isISOControl)
                && Json.isUnicode(text);
    }

    /** A positive integer, or null for unlimited. */
    @Nullable
    Integer quota(String name, @Nullable Integer absent) {
        return this.<@Nullable Integer>read(
                name,
                absent,
                "a positive integer or null, at most " + Quota.MAX,
                node -> node.isNull() || isPositive(node),
                node -> node.isNull() ? null : node.intValue());
    }

    /** An integer from 0 to {@code most}. */
    int number(String name, int absent, int most) {
        return read(
                name,
                absent,
                "an integer from 0 to " + most,
                node -> node.isIntegralNumber()
                        && node.canConvertToInt()
                        && node.intValue() >= 0
                        && node.intValue() <= most,
                JsonNode::intValue);
    }

    /** Seconds from 1 to {@code most}; null if it is absent. */
    @Nullable
    Integer seconds(String name, int most) {
        return this.<@Nullable Integer>read(
                name,
                null,
                "an integer from 1 to " + most,
                node -> isPositive(node) && node.intValue() <= most,
                JsonNode::intValue);
    }

    private static boolean isPositive(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() > 0;
    }

    /** A list of strings. Each that {@code isRight} rejects is an error. */
    List<String> texts(String name, int longest, Predicate<String> isRight, String right) {
        JsonNode list = read(
                name,
                JsonNodeFactory.instance.arrayNode(),
                "an array of at most %d strings".formatted(longest),
                node -> node.isArray() && node.size() <= longest,
                node -> node);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            if (item.isTextual() && isRight.test(item.textValue())) {
                texts.add(item.textValue());
            } else {
                note("%s[%d]".formatted(name, i), right);
            }
        }
        return texts;
    }

    /** Whether the field is present and not null. */
    boolean has(String name) {
        asked.add(name);
        return object.hasNonNull(name);
    }

    /** A required string. {@code problem} returns what it must be, empty if it is valid. Returns null if it is absent. */
    @Nullable
    String needed(String name, Function<String, Optional<String>> problem) {
        asked.add(name);
        JsonNode node = object.get(name);
        if (node == null || !node.isTextual()) {
            note(name, "a string and is required");
            return null;
        }
        problem.apply(node.textValue()).ifPresent(it -> problems.put(prefix + name, "must " + it));
        return node.textValue();
    }

    /** Strings by name, with null for JSON null. Each that {@code isRight} rejects is an error. */
    Map<String, @Nullable String> named(
            String name, int most, BiPredicate<String, @Nullable String> isRight, String right) {
        JsonNode given = read(
                name,
                JsonNodeFactory.instance.objectNode(),
                "an object of at most %d strings or nulls".formatted(most),
                node -> node.isObject() && node.size() <= most,
                node -> node);
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        given.properties().forEach(it -> {
            String value = it.getValue().textValue();
            if ((value != null || it.getValue().isNull()) && isRight.test(it.getKey(), value)) {
                texts.put(it.getKey(), value);
            } else {
                note("%s.%s".formatted(name, SafeQuote.of(it.getKey())), right);
            }
        });
        return texts;
    }

    /** The fields of a nested object; none if it is absent. */
    FieldReader object(String name) {
        JsonNode inner =
                read(name, JsonNodeFactory.instance.objectNode(), "an object", JsonNode::isObject, node -> node);
        return new FieldReader(
                prefix + name + ".",
                inner instanceof ObjectNode fields ? fields : JsonNodeFactory.instance.objectNode(),
                problems);
    }

    /** Adds an error for each unknown field, because a misspelled quota would otherwise count as absent. */
    void refuseOthers() {
        object.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                problems.put(prefix + SafeQuote.of(name), "is unknown; known fields: " + String.join(", ", known()));
            }
        });
    }

    private List<String> known() {
        return asked.stream().sorted().toList();
    }

    private <T extends @Nullable Object> T read(
            String name, T absent, String right, Predicate<JsonNode> isRight, Function<JsonNode, T> value) {
        asked.add(name);
        JsonNode node = object.get(name);
        if (node == null) {
            return absent;
        }
        if (isRight.test(node)) {
            return value.apply(node);
        }
        note(name, right);
        return absent;
    }

    private void note(String name, String right) {
        problems.put(prefix + name, "must be " + right);
    }
}
