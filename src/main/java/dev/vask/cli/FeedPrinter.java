package dev.vask.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.InvalidJsonException;
import dev.vask.protocol.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Prints the events of the feed, one line each: as the server's JSON, or for people. */
final class FeedPrinter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    /** Printed first, without their names. */
    private static final List<String> SUBJECTS = List.of("channel", "event", "data");

    private static final Set<String> HEAD = Set.of("time", "type", "node");

    private final Output output;

    FeedPrinter(Output output) {
        this.output = output;
    }

    /**
     * Prints an event.
     *
     * @param type the SSE event
     * @param data the SSE data, which is JSON
     * @return false if the reader of the output has gone
     */
    boolean print(String type, String data) {
        if (output.isJson()) {
            output.out().println(data);
        } else {
            output.line(line(type, data));
        }
        return !output.out().checkError();
    }

    private static String line(String type, String data) {
        ObjectNode event;
        try {
            event = Json.object(data);
        } catch (InvalidJsonException e) {
            return "%-12s  %-21s  %s".formatted("", type, data);
        }
        StringBuilder line = new StringBuilder(
                "%-12s  %-21s".formatted(time(event.path("time").asText()), type));
        SUBJECTS.forEach(field -> {
            if (event.hasNonNull(field)) {
                line.append("  ").append(text(event.path(field)));
            }
        });
        event.properties().forEach(field -> {
            if (!SUBJECTS.contains(field.getKey()) && !HEAD.contains(field.getKey())) {
                line.append("  ").append(field.getKey()).append('=').append(text(field.getValue()));
            }
        });
        return line.toString();
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : Json.compact(value);
    }

    private static String time(String text) {
        try {
            return TIME.format(Instant.parse(text));
        } catch (DateTimeException e) {
            return text;
        }
    }
}
