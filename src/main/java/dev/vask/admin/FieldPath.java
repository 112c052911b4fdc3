package dev.vask.admin;

import com.fasterxml.jackson.core.JsonStreamContext;
import dev.vask.protocol.SafeQuote;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names fields of request bodies in errors: {@code quotas.max_connections}, {@code allowed_origins[0]}. */
final class FieldPath {

    private static final Pattern CAPITAL = Pattern.compile("(?=[A-Z])");
    private static final Pattern WORD = Pattern.compile("_([a-z])");

    private FieldPath() {}

    /** The path of the value at which a parser is. */
    static String of(JsonStreamContext place) {
        JsonStreamContext parent = place.getParent();
        String prefix = parent == null ? "" : of(parent);
        if (place.inArray()) {
            return prefix + "[" + place.getCurrentIndex() + "]";
        }
        return place.inObject() ? join(prefix, place.getCurrentName()) : prefix;
    }

    /** The path of a constraint violation, whose properties have the names of record components. */
    static String of(Path violation) {
        StringBuilder path = new StringBuilder();
        for (Path.Node node : violation) {
            if (node.getKind() == ElementKind.PROPERTY) {
                path.append(path.isEmpty() ? "" : ".").append(snakeCase(node.getName()));
            } else if (node.getKey() != null) {
                path.append('.').append(SafeQuote.of(node.getKey().toString()));
            } else if (node.getIndex() != null) {
                path.append('[').append(node.getIndex()).append(']');
            }
        }
        return path.toString();
    }

    /** A field below another one; the empty path is the body. */
    static String join(String path, String field) {
        return (path.isEmpty() ? "" : path + ".") + SafeQuote.of(field);
    }

    private static String snakeCase(String component) {
        return CAPITAL.matcher(component).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    /** The record component of a field. */
    static String camelCase(String field) {
        return WORD.matcher(field).replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
    }
}
