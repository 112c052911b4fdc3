package dev.vask.terraform.schema;

import dev.vask.terraform.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A setting or a result of a resource, data source or provider.
 *
 * @param mode        who says what it is
 * @param description for people, without a closing line break
 * @param sensitive   whether Terraform must not show it
 * @param writeOnly   whether it is in the configuration alone, never in a plan or state (Terraform 1.11)
 * @param replaces    whether another value needs another resource in place of this one
 * @param absent      what it is when the configuration does not say; null if it has no such default
 * @param rule        what a known value must be like
 */
public record Attribute(
        String name,
        Type type,
        Mode mode,
        String description,
        boolean sensitive,
        boolean writeOnly,
        boolean replaces,
        @Nullable Value absent,
        Rule rule) {

    /** Who says what an attribute is. */
    public enum Mode {
        /** The configuration, always. */
        REQUIRED,
        /** The configuration, or it is null. */
        OPTIONAL,
        /** The configuration, or else the provider. */
        OPTIONAL_COMPUTED,
        /** The provider alone. */
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

    /** What the configuration may say; else it is kept as it is, or known only when applied. */
    public static Attribute optionalComputed(String name, Type type, String description) {
        return new Attribute(name, type, Mode.OPTIONAL_COMPUTED, description, false, false, false, null, Rule.NONE);
    }

    public static Attribute computed(String name, Type type, String description) {
        return new Attribute(name, type, Mode.COMPUTED, description, false, false, false, null, Rule.NONE);
    }

    /** What the configuration may say; else it is {@code absent}. */
    public static Attribute defaulting(String name, Type type, Value absent, String description) {
        return new Attribute(name, type, Mode.OPTIONAL_COMPUTED, description, false, false, false, absent, Rule.NONE);
    }

    public Attribute asSensitive() {
        return new Attribute(name, type, mode, description, true, writeOnly, replaces, absent, rule);
    }

    public Attribute asWriteOnly() {
        return new Attribute(name, type, mode, description, true, true, replaces, absent, rule);
    }

    public Attribute replacing() {
        return new Attribute(name, type, mode, description, sensitive, writeOnly, true, absent, rule);
    }

    public Attribute checked(Rule newRule) {
        return new Attribute(name, type, mode, description, sensitive, writeOnly, replaces, absent, newRule);
    }

    /** The same attribute as a result, which nobody configures. */
    public Attribute asResult() {
        Type result = type instanceof Type.Nested(boolean list, var inner)
                ? new Type.Nested(list, inner.stream().map(Attribute::asResult).toList())
                : type;
        return new Attribute(name, result, Mode.COMPUTED, description, sensitive, false, false, null, Rule.NONE);
    }
}
