package dev.vask.api;

import dev.vask.live.Counts;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "429", ref = "QuotaExceeded")
    public CompletionStage<JsonBody> publish(@Context RoutingContext context) {
        ApiRequest call = ApiRequest.of(context);
        return publisher.publish(call, reader -> List.of(reader.event(call.json())), EventsResource::channels);
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
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "429", ref = "QuotaExceeded")
    public CompletionStage<JsonBody> publishBatch(@Context RoutingContext context) {
        ApiRequest call = ApiRequest.of(context);
        return publisher.publish(call, reader -> reader.batch(call.json()), EventsResource::batch);
    }

    /** The requested attributes of the channels of one event, by channel. */
    static JsonBody channels(List<PublishRequest> events, List<Counts> counts) {
        PublishRequest event = events.getFirst();
        if (event.info().isEmpty()) {
            return JsonBody.NOTHING;
        }
        return JsonBody.object(json -> {
            json.writeObjectFieldStart("channels");
            event.writeFields(json, counts);
            json.writeEndObject();
        });
    }

    private static JsonBody batch(List<PublishRequest> events, List<Counts> counts) {
        if (events.stream().allMatch(event -> event.info().isEmpty())) {
            return JsonBody.NOTHING;
        }
        return JsonBody.object(json -> {
            json.writeArrayFieldStart("batch");
            for (int i = 0; i < events.size(); i++) { // each event of a batch has one target and therefore one count
                PublishRequest event = events.get(i);
                event.writeObject(json, event.targets().getFirst(), counts.get(i));
            }
            json.writeEndArray();
        });
    }
}
