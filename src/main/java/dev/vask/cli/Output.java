package dev.vask.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Prints results as tables, as the server's JSON on one line, or as environment variables. */
record Output(PrintWriter out, OutputFormat format, Map<String, String> environment) {

    /** Characters that a terminal could obey; names and data come from clients. */
    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\\p{Cc}");

    boolean isJson() {
        return format == OutputFormat.JSON;
    }

    /** Prints a JSON object on one line. */
    void json(ObjectNode object) {
        out.println(Json.compact(object));
    }

    /** Prints a list, one row per item and one column per field. */
    void rows(ObjectNode response, String listField, List<String> fields) {
        if (isJson()) {
            json(response);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(fields.stream().map(Output::title).toList());
        response.path(listField)
                .forEach(item -> rows.add(
                        fields.stream().map(field -> text(item.path(field))).toList()));
        print(rows);
    }

    /** Prints an object, one row per field. */
    void details(ObjectNode response) {
        if (isJson()) {
            json(response);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        addTo(rows, "", response);
        print(rows);
    }

    /**
     * Prints an app, or a new secret of it.
     *
     * @param key      the app key
     * @param response has {@code secret} if it was just created
     */
    void credentials(String key, ObjectNode response) {
        if (format != OutputFormat.ENV) {
            details(response);
            return;
        }
        JsonNode secret = response.path("secret");
        JsonNode appId = response.path("app_id");
        new EnvBlock(
                        appId.isTextual() ? appId.textValue() : key,
                        key,
                        secret.isTextual() ? secret.textValue() : null,
                        PublicUrl.of(environment))
                .lines()
                .forEach(out::println);
    }

    /** Prints the result of a command without a response body. */
    void done(ObjectNode what, String sentence) {
        if (isJson()) {
            json(what);
        } else {
            line(sentence);
        }
    }

    /** Prints a line of text, without control characters. */
    void line(String text) {
        out.println(printable(text));
    }

    /** The text with {@code ?} for each control character. */
    static String printable(String text) {
        return CONTROL_CHARACTERS.matcher(text).replaceAll("?");
    }

    private static void addTo(List<List<String>> rows, String prefix, ObjectNode object) {
        object.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                addTo(rows, prefix + field.getKey() + ".", inner);
            } else {
                rows.add(List.of(prefix + field.getKey(), text(field.getValue())));
            }
        });
    }

    private static String title(String field) {
        return field.toUpperCase(Locale.ROOT).replace('_', ' ');
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.isObject() ? row(item) : text(item)));
            return items.isEmpty() ? "-" : String.join(", ", items);
        }
        if (value.isObject() && !value.isEmpty()) {
            return Json.compact(value);
        }
        return value.isNull() || value.isMissingNode() || value.isContainerNode() ? "-" : value.asText();
    }

    private static String row(JsonNode object) {
        return String.join(
                " ",
                object.properties().stream()
                        .map(field -> text(field.getValue()))
                        .toList());
    }

    /** Prints rows in columns that are as wide as their widest cell. */
    void print(List<List<String>> rows) {
        List<List<String>> printable = rows.stream()
                .map(row -> row.stream().map(Output::printable).toList())
                .toList();
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : printable) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : printable) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
