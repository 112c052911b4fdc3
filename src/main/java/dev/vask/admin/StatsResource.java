package dev.vask.admin;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Returns the traffic of all apps in the last minutes, summed over all nodes. */
@Path("/admin/v1/stats")
@AdminTokenRequired
@Tag(name = "server", description = "Monitor the server and its nodes")
final class StatsResource {

    private final ServiceTraffic traffic;

    StatsResource(ServiceTraffic traffic) {
        this.traffic = traffic;
    }

    @GET
    @Operation(operationId = "getStats", summary = "Get the traffic of all apps in the last minutes")
    @APIResponse(
            responseCode = "200",
            description = "The traffic",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = StatsResponses.OfServer.class),
                            example = OpenApiExamples.STATS))
    public Uni<Response> show() {
        return traffic.ofAllApps()
                .map(points -> AdminResponses.json(200, StatsResponses.OfServer.of(points, Instant.now())));
    }
}
