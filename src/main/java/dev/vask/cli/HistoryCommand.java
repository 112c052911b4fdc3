package dev.vask.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vask history}. */
@Command(name = "history", description = "List the last events of a channel, as the backend of the app.")
@RegisterForReflection
final class HistoryCommand implements Runnable {

    private static final int DEFAULT_LIMIT = 100;

    /** The server rejects more. */
    private static final int MAX_PAGE = 1_000;

    private static final int MAX_DATA_LENGTH = 60;
    private static final String CUT = "...";
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    @ParentCommand
    private CommandLineInterface vask;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AppAccess app = new AppAccess();

    @Parameters(paramLabel = "CHANNEL", description = "The channel, occupied or not.")
    private String channel;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Maximum number of events, " + DEFAULT_LIMIT + " by default.")
    private @Nullable Integer limit;

    @Option(names = "--all", description = "List all stored events.")
    private boolean all;

    @Option(names = "--backward", description = "List the newest event first.")
    private boolean backward;

    @Option(names = "--after", paramLabel = "ID", description = "List only events after the one with this id.")
    private @Nullable String after;

    @Override
    public void run() {
        if (limit != null && all) {
            throw new ParameterException(spec.commandLine(), "--all cannot be combined with --limit.");
        }
        if (limit != null && limit < 1) {
            throw new ParameterException(
                    spec.commandLine(), "Invalid value for --limit: must be at least 1, found %d.".formatted(limit));
        }
        int wanted = all ? Integer.MAX_VALUE : limit == null ? DEFAULT_LIMIT : limit;
        BackendClient api = app.client(vask.environment());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "TIME", "EVENT", "DATA", "USER ID"));
        ObjectNode page = read(api, wanted, null);
        int found = add(page, rows);
        while (page.path("has_more").asBoolean() && found < wanted) {
            page = read(api, wanted - found, page.path("next_cursor").asText());
            found += add(page, rows);
        }
        if (vask.output().isJson()) {
            return;
        }
        vask.output().print(rows);
        if (page.path("has_more").asBoolean()) {
            vask.note("More events are stored. Set --limit or --all to list them.");
        }
    }

    private ObjectNode read(BackendClient api, int wanted, @Nullable String cursor) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("limit", Integer.toString(Math.min(wanted, MAX_PAGE)));
        if (backward) {
            parameters.put("direction", "backward");
        }
        if (after != null) {
            parameters.put("after_id", after);
        }
        if (cursor != null) {
            parameters.put("cursor", cursor);
        }
        return api.get("/channels/%s/history".formatted(PathSegment.of(channel)), parameters);
    }

    /** Prints the events of a page as JSON, or adds them to the rows of the table. Returns their number. */
    private int add(ObjectNode page, List<List<String>> rows) {
        JsonNode items = page.path("items");
        for (JsonNode item : items) {
            if (vask.output().isJson()) {
                vask.output().json((ObjectNode) item);
            } else {
                rows.add(row(item));
            }
        }
        return items.size();
    }

    private static List<String> row(JsonNode item) {
        return List.of(
                item.path("id").asText(),
                TIME.format(Instant.ofEpochMilli(item.path("time_ms").asLong())),
                item.path("event").asText(),
                shortened(item.path("data").asText()),
                item.path("user_id").asText("-"));
    }

    /** The beginning of the data; characters outside the basic plane are not cut in half. */
    static String shortened(String data) {
        if (data.codePointCount(0, data.length()) <= MAX_DATA_LENGTH) {
            return data;
        }
        return data.substring(0, data.offsetByCodePoints(0, MAX_DATA_LENGTH - CUT.length())) + CUT;
    }
}
