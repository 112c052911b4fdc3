package dev.vask.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.NodeQueries;
import dev.vask.feed.NodeQueryHandler;
import dev.vask.meters.Traffic;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.SortedMap;
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

    private final NodeQueries nodes;

    StatsResource(NodeQueries nodes) {
        this.nodes = nodes;
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
    public Uni<Response> ofServer() {
        return traffic(nodes, JsonNodeFactory.instance.objectNode())
                .map(traffic -> AdminResponses.json(200, StatsResponses.OfServer.of(traffic, Instant.now())));
    }

    /** Asks all nodes for their traffic. */
    static Uni<SortedMap<Long, Traffic>> traffic(NodeQueries nodes, ObjectNode question) {
        return Uni.createFrom()
                .completionStage(() -> nodes.ask(NodeQueryHandler.TRAFFIC, question))
                .map(answers -> TrafficQuery.sum(answers.values()));
    }
}
