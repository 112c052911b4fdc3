package dev.vask.terraform.schema;

import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of a resource, data source or provider.
 *
 * @param version increases when the format of stored states changes
 */
public record Schema(int version, String description, List<Attribute> attributes) {

    public Schema {
        attributes = List.copyOf(attributes);
    }

    public static Schema of(String description, List<Attribute> attributes) {
        return new Schema(0, description, attributes);
    }

    public static Schema of(String description, Attribute... attributes) {
        return of(description, List.of(attributes));
    }

    /** The value with exactly the attributes of this schema; absent ones are null. */
    public Fields conform(Fields value) {
        return conform(attributes, value);
    }

    private static Fields conform(List<Attribute> attributes, Fields value) {
        Map<String, Value> all = new LinkedHashMap<>();
        for (Attribute attribute : attributes) {
            all.put(attribute.name(), conform(attribute, value.get(attribute.name())));
        }
        return new Fields(all);
    }

    private static Value conform(Attribute attribute, Value value) {
        if (!(attribute.type() instanceof Type.Nested(boolean _, List<Attribute> inner))) {
            return value;
        }
        return switch (value) {
            case Fields fields -> conform(inner, fields);
            case Value.Items(List<Value> items) ->
                new Value.Items(items.stream()
                        .map(item -> item instanceof Fields fields ? conform(inner, fields) : item)
                        .toList());
            default -> value;
        };
    }
}
