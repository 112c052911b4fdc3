package dev.vask.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** JSON for tests, independent of the JSON code of the server. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Writes a value as compact JSON. A string becomes a quoted JSON string. */
    public static String of(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    /** Parses a text that must be JSON. */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not valid JSON: " + text, e);
        }
    }

    /** Whether two values are equal. The order of strings in an array is ignored, because the protocol does not define it. */
    static boolean same(JsonNode one, JsonNode other) {
        return sorted(one).equals(sorted(other));
    }

    private static JsonNode sorted(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode copy = MAPPER.createObjectNode();
                object.properties().forEach(field -> copy.set(field.getKey(), sorted(field.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                List<JsonNode> items = new ArrayList<>();
                array.forEach(item -> items.add(sorted(item)));
                if (items.stream().allMatch(JsonNode::isTextual)) {
                    items.sort(Comparator.comparing(JsonNode::textValue));
                }
                yield MAPPER.createArrayNode().addAll(items);
            }
            default -> value;
        };
    }
}
