package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans a resource by its schema: the configured value, else the default, else the current value, else unknown. */
final class Planner {

    private Planner() {}

    static Fields plan(Schema schema, @Nullable Fields prior, Fields config) {
        return plan(schema.attributes(), prior, config);
    }

    private static Fields plan(List<Attribute> attributes, @Nullable Fields prior, Fields config) {
        Map<String, Value> planned = new LinkedHashMap<>();
        for (Attribute attribute : attributes) {
            planned.put(attribute.name(), plan(attribute, prior, config.get(attribute.name())));
        }
        return new Fields(planned);
    }

    private static Value plan(Attribute attribute, @Nullable Fields prior, Value configured) {
        if (attribute.writeOnly()) {
            return Value.NULL;
        }
        if (configured != Value.NULL) {
            return planNested(attribute, prior == null ? Value.NULL : prior.get(attribute.name()), configured);
        }
        if (attribute.defaultValue() != null) {
            return attribute.defaultValue();
        }
        if (!attribute.mode().isComputed()) {
            return Value.NULL;
        }
        return prior == null ? Value.UNKNOWN : prior.get(attribute.name());
    }

    private static Value planNested(Attribute attribute, Value prior, Value configured) {
        return attribute.type() instanceof Type.Nested(boolean list, List<Attribute> inner)
                        && !list
                        && configured instanceof Fields fields
                ? plan(inner, prior instanceof Fields before ? before : null, fields)
                : configured;
    }

    /** The changed attributes that require a replacement. */
    static List<Path> replacements(Schema schema, Fields prior, Fields planned) {
        return schema.attributes().stream()
                .filter(Attribute::requiresReplacement)
                .filter(attribute -> !prior.get(attribute.name()).equals(planned.get(attribute.name())))
                .map(attribute -> Path.of(attribute.name()))
                .toList();
    }
}
