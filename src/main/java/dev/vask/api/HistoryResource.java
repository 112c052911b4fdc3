package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.http.ApiErrorCode;
import dev.vask.live.HistoryQuery;
import dev.vask.live.HistoryResult;
import dev.vask.live.LiveState;
import dev.vask.live.StoredEvent;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Json;
import dev.vask.protocol.SafeQuote;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Returns the last events of channels ({@code docs/recovery.md}). */
@Path("/apps/{app_key}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "channels")
@SignatureRequired
final class HistoryResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,4}");
    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";

    private final LiveState live;
    private final ReadLimiter reads;

    HistoryResource(LiveState live, ReadLimiter reads) {
        this.live = live;
        this.reads = reads;
    }

    /** Lists the stored events of a channel. */
    @GET
    @Path("channels/{channel_name}/history")
    @Operation(operationId = "getHistory", summary = "List the last events of a channel", description = """
            Available if the app has history. A page ends after `limit` events, or earlier if they are large.""")
    @Parameter(ref = "AppKey")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "Maximum number of events",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
    @Parameter(
            name = "direction",
            in = ParameterIn.QUERY,
            description = "`forward` for the oldest event first, `backward` for the newest",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {FORWARD, BACKWARD},
                            defaultValue = FORWARD))
    @Parameter(
            name = "after_id",
            in = ParameterIn.QUERY,
            description = "Only events after the one with this id",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The `next_cursor` of the previous page",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "A page of events",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "History"),
                            example = ApiExamples.HISTORY))
    @APIResponse(responseCode = "410", ref = "HistoryGap")
    @APIResponse(responseCode = "429", ref = "TooManyReads")
    public CompletionStage<JsonBody> history(
            @PathParam("channel_name") @Encoded @Parameter(ref = "ChannelName") String channelName,
            @Context RoutingContext routing) {
        ApiRequest call = ApiRequest.of(routing);
        reads.admit(call.app());
        ChannelName channel = ChannelInPath.of(channelName);
        HistoryQuery query =
                new HistoryQuery(optional(call, "after_id"), optional(call, "cursor"), isBackward(call), limit(call));
        if (!call.app().history().enabled()) {
            throw ApiException.notFound(
                    ApiErrorCode.HISTORY_OFF,
                    "App '%s' has no history. Set history.enabled in the app's settings."
                            .formatted(call.app().key()));
        }
        return live.history(call.app(), channel, query).thenApply(HistoryResource::answer);
    }

    private static @Nullable String optional(ApiRequest call, String name) {
        String value = call.parameter(name);
        return value.isEmpty() ? null : value;
    }

    private static boolean isBackward(ApiRequest call) {
        return switch (call.parameter("direction")) {
            case "", FORWARD -> false;
            case BACKWARD -> true;
            case String other ->
                throw ApiException.invalid("Invalid value for direction: must be forward or backward, found '%s'."
                        .formatted(SafeQuote.of(other)));
        };
    }

    private static int limit(ApiRequest call) {
        String text = call.parameter("limit");
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

    private static JsonBody answer(HistoryResult result) {
        return switch (result) {
            case HistoryResult.Page page -> JsonBody.object(json -> write(json, page));
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
