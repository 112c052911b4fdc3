package dev.vask.terraform.value;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of Terraform's language. Two are equal if Terraform would plan no change from one to the other. */
public sealed interface Value {

    /** Absent. */
    Value NULL = Special.NULL;

    /** Not known before the apply. */
    Value UNKNOWN = Special.UNKNOWN;

    /** The special values of every type. */
    enum Special implements Value {
        NULL,
        UNKNOWN
    }

    /** A string. */
    record Text(String text) implements Value {

        /** Without the text, which can be a secret. */
        @Override
        public String toString() {
            return "Text[%d characters]".formatted(text.length());
        }
    }

    /** A number. The scale does not matter: 1 and 1.0 are equal. */
    record Number(BigDecimal number) implements Value {

        public Number {
            number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
    }

    /** A boolean. */
    record Flag(boolean flag) implements Value {}

    /** A list, or a set in any order. */
    record Items(List<Value> items) implements Value {

        public Items {
            items = List.copyOf(items);
        }
    }

    /** An object by attribute, or a map by key. */
    record Fields(Map<String, Value> fields) implements Value {

        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** The field, {@link #NULL} if absent. */
        public Value get(String name) {
            return fields.getOrDefault(name, NULL);
        }

        /** These fields, one of them with another value. */
        public Fields with(String name, Value value) {
            Map<String, Value> changed = new LinkedHashMap<>(fields);
            changed.put(name, value);
            return new Fields(changed);
        }

        /** The text of a field that must be a known string. */
        public String text(String name) {
            if (get(name) instanceof Text(String text)) {
                return text;
            }
            throw new IllegalStateException("'%s' is not a known string".formatted(name));
        }

        /** Whether a field has a value, known or unknown. */
        public boolean has(String name) {
            return get(name) != NULL;
        }
    }

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(boolean flag) {
        return new Flag(flag);
    }

    static Value of(long number) {
        return new Number(BigDecimal.valueOf(number));
    }

    /** A list or set of strings. */
    static Value ofTexts(Collection<String> texts) {
        return new Items(texts.stream().map(Value::of).toList());
    }

    /** Whether nothing in this value is unknown. */
    default boolean isKnown() {
        return switch (this) {
            case Special special -> special == Special.NULL;
            case Items(List<Value> items) -> items.stream().allMatch(Value::isKnown);
            case Fields(Map<String, Value> fields) -> fields.values().stream().allMatch(Value::isKnown);
            default -> true;
        };
    }
}
