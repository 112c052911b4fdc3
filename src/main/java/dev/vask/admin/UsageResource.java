package dev.vask.admin;

import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.live.LiveState;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Returns the current and past usage of an app. */
@Path("/admin/v1/apps/{key}/usage")
@AdminTokenRequired
@Tag(name = "apps")
final class UsageResource {

    private final AppStore apps;
    private final LiveState live;

    UsageResource(AppStore apps, LiveState live) {
        this.apps = apps;
        this.live = live;
    }

    @GET
    @Operation(operationId = "getUsage", summary = "Get the current and past usage of an app")
    @APIResponse(
            responseCode = "200",
            description = "The usage",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UsageResponse.class),
                            example = OpenApiExamples.USAGE))
    public Uni<Response> show(@PathParam("key") @Parameter(ref = "Key") String key) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .map(found -> found.orElseThrow(() -> AdminException.noSuchApp(key)))
                .flatMap(this::show);
    }

    private Uni<Response> show(App app) {
        return Uni.createFrom()
                .completionStage(live.usage(app))
                .map(usage -> AdminResponses.json(200, UsageResponse.of(usage)));
    }
}
