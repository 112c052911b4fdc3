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
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Returns the traffic of an app in the last minutes, summed over all nodes. */
@Path("/admin/v1/apps/{key}/stats")
@AdminTokenRequired
@Tag(name = "apps")
final class AppStatsResource {

    private final AppStore apps;
    private final LiveState live;
    private final ServiceTraffic traffic;

    AppStatsResource(AppStore apps, LiveState live, ServiceTraffic traffic) {
        this.apps = apps;
        this.live = live;
        this.traffic = traffic;
    }

    @GET
    @Operation(
            operationId = "getAppStats",
            summary = "Get the traffic of an app in the last minutes",
            description = """
            Of an app without metrics of its own, because the node has more than vask.metrics.apps, all points are 0.""")
    @APIResponse(
            responseCode = "200",
            description = "The traffic",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = StatsResponses.OfApp.class),
                            example = OpenApiExamples.APP_STATS))
    public Uni<Response> show(@PathParam("key") @Parameter(ref = "Key") String key) {
        return Uni.createFrom()
                .completionStage(apps.find(key))
                .map(found -> found.orElseThrow(() -> AdminException.noSuchApp(key)))
                .flatMap(this::show);
    }

    private Uni<Response> show(App app) {
        return Uni.combine()
                .all()
                .unis(Uni.createFrom().completionStage(() -> live.usage(app)), traffic.of(app.key()))
                .with((usage, points) ->
                        AdminResponses.json(200, StatsResponses.OfApp.of(usage, points, Instant.now())));
    }
}
