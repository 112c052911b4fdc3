package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.http.ApiErrorCode;
import dev.vask.live.HistoryQuery;
import dev.vask.live.HistoryReading;
import dev.vask.live.HistoryResult;
import dev.vask.live.LiveState;
import dev.vask.live.StoredEvent;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Json;
import dev.vask.protocol.SafeQuote;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the histories of channels for backends and for operators ({@code docs/recovery.md}). */
@Singleton
final class HistoryReader implements HistoryReading {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,4}");

    private final LiveState live;

    HistoryReader(LiveState live) {
        this.live = live;
    }

    @Override
    public CompletionStage<byte[]> read(App app, ChannelName channel, Parameters parameters) {
        HistoryQuery query = new HistoryQuery(
                optional(parameters.afterId()),
                optional(parameters.cursor()),
                isBackward(parameters.direction()),
                limit(parameters.limit()));
        if (!app.history().enabled()) {
            throw ApiException.notFound(
                    ApiErrorCode.HISTORY_OFF,
                    "App '%s' has no history. Set history.enabled in the app's settings.".formatted(app.key()));
        }
        return live.history(app, channel, query).thenApply(HistoryReader::answer);
    }

    private static @Nullable String optional(String value) {
        return value.isEmpty() ? null : value;
    }

    private static boolean isBackward(String direction) {
        return switch (direction) {
            case "", "forward" -> false;
            case "backward" -> true;
            default ->
                throw ApiException.invalid("Invalid value for direction: must be forward or backward, found '%s'."
                        .formatted(SafeQuote.of(direction)));
        };
    }

    private static int limit(String text) {
        if (text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        int limit = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiException.invalid("Invalid value for limit: must be a number from 1 to %d, found '%s'."
                    .formatted(MAX_LIMIT, SafeQuote.of(text)));
        }
        return limit;
    }

    private static byte[] answer(HistoryResult result) {
        return switch (result) {
            case HistoryResult.Page page ->
                JsonBody.object(json -> write(json, page)).bytes();
            case HistoryResult.Gap gap -> throw ApiException.historyGap(problem(gap));
        };
    }

    private static String problem(HistoryResult.Gap gap) {
        String problem =
                switch (gap.cause()) {
                    case INVALID -> "after_id or cursor is not the id of an event";
                    case EPOCH -> "The event of after_id or cursor is unknown, because the live state was lost since";
                    default -> "Events after after_id or cursor were removed";
                };
        return "%s. Read from the beginning, without after_id and cursor.".formatted(problem);
    }

    private static void write(JsonGenerator json, HistoryResult.Page page) throws IOException {
        List<StoredEvent> items = page.items();
        json.writeArrayFieldStart("items");
        for (StoredEvent item : items) {
            write(json, item);
        }
        json.writeEndArray();
        json.writeBooleanField("has_more", page.hasMore());
        json.writeStringField("next_cursor", page.hasMore() ? items.getLast().id() : null);
        json.writeStringField("position", page.position());
        json.writeStringField("oldest", page.oldest());
    }

    private static void write(JsonGenerator json, StoredEvent item) throws IOException {
        ObjectNode frame = Json.object(item.frame());
        json.writeStartObject();
        json.writeStringField("id", item.id());
        json.writeStringField("event", frame.path("event").textValue());
        json.writeStringField("data", frame.path("data").textValue());
        json.writeNumberField("time_ms", item.timeMillis());
        String userId = frame.path("user_id").textValue();
        if (userId != null) {
            json.writeStringField("user_id", userId);
        }
        json.writeEndObject();
    }
}
