package dev.vask.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints results as tables, or as the server's JSON on one line. */
record Output(PrintWriter out, boolean json) {

    /** Prints a list, one row per item and one column per field. */
    void rows(ObjectNode response, String listField, List<String> fields) {
        if (json) {
            out.println(Json.compact(response));
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
        if (json) {
            out.println(Json.compact(response));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        addTo(rows, "", response);
        print(rows);
    }

    /** Prints the result of a command without a response body. */
    void done(ObjectNode what, String sentence) {
        out.println(json ? Json.compact(what) : sentence);
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
        return value.isNull() || value.isMissingNode() || (value.isEmpty() && value.isContainerNode())
                ? "-"
                : value.asText();
    }

    private static String row(JsonNode object) {
        return String.join(
                " ",
                object.properties().stream()
                        .map(field -> text(field.getValue()))
                        .toList());
    }

    private void print(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
