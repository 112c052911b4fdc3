package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vask.live.Counts;
import dev.vask.live.PublishResult;
import dev.vask.live.Topic;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Publishes events to channels (4.1, 4.2). */
@Path("/apps/{app_key}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "events")
@SignatureRequired
final class EventsResource {

    private final EventPublisher publisher;

    EventsResource(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /** Publishes one event to one or more channels. */
    @POST
    @Path("events")
    @Operation(operationId = "publishEvent", summary = "Publish one event to one or more channels")
    @Parameter(ref = "AppKey")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Event"),
                            example = ApiExamples.EVENT))
    @APIResponse(
            responseCode = "200",
            description = "Accepted, with the counts requested by `info`",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "ChannelCounts"),
                            example = ApiExamples.CHANNEL_COUNTS))
    @APIResponse(responseCode = "409", ref = "KeyInProgress")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "422", ref = "KeyReused")
    @APIResponse(responseCode = "429", ref = "QuotaExceeded")
    public CompletionStage<JsonBody> publish(@Context RoutingContext context) {
        ApiRequest call = ApiRequest.of(context);
        return publisher.publish(
                call, call::json, (reader, body) -> List.of(reader.event(body)), EventsResource::answer);
    }

    /** Publishes a batch of events, all of them or none. */
    @POST
    @Path("batch_events")
    @Operation(operationId = "publishBatch", summary = "Publish several events; all of them or none")
    @Parameter(ref = "AppKey")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "Batch"),
                            example = ApiExamples.BATCH))
    @APIResponse(
            responseCode = "200",
            description = "Accepted, with the counts requested by each `info`",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "BatchCounts"),
                            example = ApiExamples.BATCH_COUNTS))
    @APIResponse(responseCode = "409", ref = "KeyInProgress")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "422", ref = "KeyReused")
    @APIResponse(responseCode = "429", ref = "QuotaExceeded")
    public CompletionStage<JsonBody> publishBatch(@Context RoutingContext context) {
        ApiRequest call = ApiRequest.of(context);
        return publisher.publish(call, call::json, EventReader::batch, EventsResource::batch);
    }

    /** The requested attributes of the channels of one event, by channel. */
    static JsonBody answer(List<PublishRequest> events, PublishResult.Accepted accepted) {
        PublishRequest event = events.getFirst();
        boolean hasCounts = event.info().asksForCounts();
        if (!hasCounts && accepted.ids().isEmpty()) {
            return JsonBody.NOTHING;
        }
        return JsonBody.object(json -> {
            writeIds(json, events, accepted);
            if (hasCounts) {
                json.writeObjectFieldStart("channels");
                event.writeFields(json, accepted.counts());
                json.writeEndObject();
            }
        });
    }

    private static JsonBody batch(List<PublishRequest> events, PublishResult.Accepted accepted) {
        boolean hasInfo = events.stream().anyMatch(event -> !event.info().isEmpty());
        if (!hasInfo && accepted.ids().isEmpty()) {
            return JsonBody.NOTHING;
        }
        return JsonBody.object(json -> {
            writeIds(json, events, accepted);
            if (hasInfo) {
                json.writeArrayFieldStart("batch");
                for (int i = 0; i < events.size(); i++) { // each event of a batch has one target
                    PublishRequest event = events.get(i);
                    Counts counts = accepted.counts().isEmpty()
                            ? Counts.NONE
                            : accepted.counts().get(i);
                    String id = accepted.ids().isEmpty() ? "" : accepted.ids().get(i);
                    event.writeObject(json, event.targets().getFirst(), counts, id);
                }
                json.writeEndArray();
            }
        });
    }

    /** The id of each channel's last event ({@code docs/recovery.md}). */
    private static void writeIds(JsonGenerator json, List<PublishRequest> requests, PublishResult.Accepted accepted)
            throws IOException {
        if (accepted.ids().isEmpty()) {
            return;
        }
        Map<String, String> last = new LinkedHashMap<>();
        int i = 0;
        for (PublishRequest request : requests) {
            for (Topic.Target target : request.targets()) {
                String id = accepted.ids().get(i++);
                if (!id.isEmpty() && target instanceof Topic.Channel(var channel)) {
                    last.put(channel.value(), id);
                }
            }
        }
        json.writeObjectFieldStart("event_ids");
        for (Map.Entry<String, String> id : last.entrySet()) {
            json.writeStringField(id.getKey(), id.getValue());
        }
        json.writeEndObject();
    }
}
