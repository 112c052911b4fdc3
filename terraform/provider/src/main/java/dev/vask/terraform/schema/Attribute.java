package dev.vask.terraform.schema;

import dev.vask.terraform.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A setting or a result of a resource, data source or provider.
 *
 * @param mode        who sets the value
 * @param description the text for the documentation, without a trailing line break
 * @param sensitive   whether Terraform must not show it
 * @param writeOnly   whether it is only in the configuration, never in a plan or state (Terraform 1.11)
 * @param requiresReplacement    whether a changed value replaces the resource
 * @param defaultValue      the value if the configuration has none; null if there is no default
 * @param rule        the constraint for known values
 */
public record Attribute(
        String name,
        Type type,
        Mode mode,
        String description,
        boolean sensitive,
        boolean writeOnly,
        boolean requiresReplacement,
        @Nullable Value defaultValue,
        Rule rule) {

    /** Who sets the value of an attribute. */
    public enum Mode {
        /** The configuration; required. */
        REQUIRED,
        /** The configuration; null if absent. */
        OPTIONAL,
        /** The configuration, or the provider if absent. */
        OPTIONAL_COMPUTED,
        /** The provider. */
        COMPUTED;

        public boolean isComputed() {
            return this == OPTIONAL_COMPUTED || this == COMPUTED;
        }
    }

    public static Attribute required(String name, Type type, String description) {
        return new Attribute(name, type, Mode.REQUIRED, description, false, false, false, null, Rule.NONE);
    }

    public static Attribute optional(String name, Type type, String description) {
        return new Attribute(name, type, Mode.OPTIONAL, description, false, false, false, null, Rule.NONE);
    }

    /** A value from the configuration; if absent, the current value, or one that is known after the apply. */
    public static Attribute optionalComputed(String name, Type type, String description) {
        return new Attribute(name, type, Mode.OPTIONAL_COMPUTED, description, false, false, false, null, Rule.NONE);
    }

    public static Attribute computed(String name, Type type, String description) {
        return new Attribute(name, type, Mode.COMPUTED, description, false, false, false, null, Rule.NONE);
    }

    /** A value from the configuration; if absent, {@code defaultValue}. */
    public static Attribute withDefault(String name, Type type, Value defaultValue, String description) {
        return new Attribute(
                name, type, Mode.OPTIONAL_COMPUTED, description, false, false, false, defaultValue, Rule.NONE);
    }

    public Attribute asSensitive() {
        return new Attribute(name, type, mode, description, true, writeOnly, requiresReplacement, defaultValue, rule);
    }

    public Attribute asWriteOnly() {
        return new Attribute(name, type, mode, description, true, true, requiresReplacement, defaultValue, rule);
    }

    public Attribute requiringReplacement() {
        return new Attribute(name, type, mode, description, sensitive, writeOnly, true, defaultValue, rule);
    }

    public Attribute checked(Rule newRule) {
        return new Attribute(
                name, type, mode, description, sensitive, writeOnly, requiresReplacement, defaultValue, newRule);
    }

    /** The same attribute as a result, which cannot be configured. */
    public Attribute asResult() {
        Type result = type instanceof Type.Nested(boolean list, var inner)
                ? new Type.Nested(list, inner.stream().map(Attribute::asResult).toList())
                : type;
        return new Attribute(name, result, Mode.COMPUTED, description, sensitive, false, false, null, Rule.NONE);
    }
}
