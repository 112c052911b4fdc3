package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.util.List;

/** Checks a configuration against the rules of its attributes. */
final class Validator {

    private Validator() {}

    static void check(Schema schema, Fields config, Diagnostics problems) {
        check(Path.ROOT, schema.attributes(), config, problems);
    }

    /** Terraform before 1.11 would store write-only values in the state. */
    static void rejectWriteOnly(Schema schema, Fields config, Diagnostics problems) {
        schema.attributes().stream()
                .filter(attribute -> attribute.writeOnly() && config.has(attribute.name()))
                .forEach(attribute -> problems.invalid(
                        Path.of(attribute.name()), "is a write-only attribute, which needs Terraform 1.11 or later"));
    }

    private static void check(Path path, List<Attribute> attributes, Fields config, Diagnostics problems) {
        for (Attribute attribute : attributes) {
            Value value = config.get(attribute.name());
            if (!(value instanceof Value.Special)) {
                check(path.with(attribute.name()), attribute, value, problems);
            }
        }
    }

    private static void check(Path path, Attribute attribute, Value value, Diagnostics problems) {
        attribute.rule().check(path, value, problems);
        if (attribute.type() instanceof Type.Nested(boolean _, List<Attribute> inner)
                && value instanceof Fields fields) {
            check(path, inner, fields, problems);
        }
    }
}
