package dev.vask.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The decoded query parameters of a URL: names in lower case, all pairs in order (3.1.g). */
public final class Query {

    private static final Comparator<Parameter> BY_NAME_IN_BYTES = (one, other) -> compareBytes(one.name, other.name);

    private final List<Parameter> parameters;

    private record Parameter(String name, String value) {}

    private Query(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /**
     * Parses a raw query, which may be null or empty.
     *
     * @param plusIsSpace whether a {@code +} stands for a space, as in forms, or for itself; the query does not show which (15.20)
     */
    public static Query parse(@Nullable String raw, boolean plusIsSpace) {
        List<Parameter> parameters = new ArrayList<>();
        String text = raw == null ? "" : raw;
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = endOfPair(text, start);
            if (end > start) {
                parameters.add(parameter(text.substring(start, end), plusIsSpace));
            }
        }
        return new Query(parameters);
    }

    private static int endOfPair(String text, int start) {
        int ampersand = text.indexOf('&', start);
        return ampersand < 0 ? text.length() : ampersand;
    }

    private static Parameter parameter(String pair, boolean plusIsSpace) {
        String plain = plusIsSpace ? pair.replace('+', ' ') : pair;
        int equals = plain.indexOf('=');
        String name = equals < 0 ? plain : plain.substring(0, equals);
        String value = equals < 0 ? "" : plain.substring(equals + 1);
        return new Parameter(PercentCoding.decode(name).toLowerCase(Locale.ROOT), PercentCoding.decode(value));
    }

    /** All values of a parameter, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Parameter parameter : parameters) {
            if (parameter.name.equals(name)) {
                values.add(parameter.value);
            }
        }
        return values;
    }

    /** The text to sign: all {@code name=value} pairs except one, sorted by name and joined by {@code &}. */
    String without(String excluded) {
        List<Parameter> sorted = new ArrayList<>(parameters);
        sorted.sort(BY_NAME_IN_BYTES); // stable: values of one name keep their order
        StringBuilder text = new StringBuilder();
        for (Parameter parameter : sorted) {
            if (!parameter.name.equals(excluded)) {
                text.append(text.isEmpty() ? "" : "&")
                        .append(parameter.name)
                        .append('=')
                        .append(parameter.value);
            }
        }
        return text.toString();
    }

    /**
     * Compares in the order of UTF-8 bytes, which is that of the characters except for surrogates: they sort above all others.
     */
    private static int compareBytes(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean sameKind = Character.isSurrogate(a) == Character.isSurrogate(b);
                return sameKind
                        ? Character.compare(a, b)
                        : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
