package dev.vask.admin;

import dev.vask.apps.AppStore;
import dev.vask.live.EventSubmission;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Publishes events for operators, by the rules and quotas of the HTTP API. */
@Path("/admin/v1/apps/{key}/events")
@AdminTokenRequired
@RegisterForReflection // for AuditFilter
@Tag(name = "feed")
final class OperatorEventsResource {

    private static final byte[] NOTHING = {};

    private final AppStore apps;
    private final EventSubmission events;

    OperatorEventsResource(AppStore apps, EventSubmission events) {
        this.apps = apps;
        this.events = events;
    }

    @POST
    @Audited("events.publish")
    @Operation(
            operationId = "publishEventAsOperator",
            summary = "Publish one event to channels or to a user, as a backend would")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "OperatorEvent"),
                            example = OpenApiExamples.OPERATOR_EVENT))
    @APIResponse(
            responseCode = "200",
            description = "Accepted, with the counts requested by `info`",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "ChannelCounts"),
                            example = OpenApiExamples.CHANNEL_COUNTS))
    @APIResponse(responseCode = "400", ref = "Invalid")
    @APIResponse(responseCode = "403", ref = "Disabled")
    public Uni<Response> publish(@PathParam("key") @Parameter(ref = "Key") String key, byte @Nullable [] body) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .map(found -> found.orElseThrow(() -> AdminException.noSuchApp(key)))
                .flatMap(app ->
                        Uni.createFrom().completionStage(() -> events.publish(app, body == null ? NOTHING : body)))
                .map(json -> Response.ok(new String(json, StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE)
                        .build());
    }
}
