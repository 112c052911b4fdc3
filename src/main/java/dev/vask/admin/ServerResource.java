package dev.vask.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.NodeBus;
import dev.vask.feed.NodeQueries;
import dev.vask.feed.NodeQueryHandler;
import dev.vask.live.NodeLease;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Returns the state of the server, its nodes and its stores. */
@Path("/admin/v1/server")
@AdminTokenRequired
@Tag(name = "server")
final class ServerResource {

    private final NodeQuery here;
    private final NodeBus bus;
    private final NodeQueries nodes;
    private final ServerTotals totals;

    ServerResource(NodeQuery here, NodeBus bus, NodeQueries nodes, ServerTotals totals) {
        this.here = here;
        this.bus = bus;
        this.nodes = nodes;
        this.totals = totals;
    }

    /** The nodes, and how long it took to read them from Redis; negative if that failed. */
    private record Nodes(List<NodeLease> leases, double millis) {}

    @GET
    @Operation(operationId = "getServer", summary = "Get the state of the server, its nodes and its stores")
    @APIResponse(
            responseCode = "200",
            description = "The state; also if a store is down",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ServerResponse.class),
                            example = OpenApiExamples.SERVER))
    public Uni<Response> show() {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        return Uni.combine()
                .all()
                .unis(
                        leases(),
                        Uni.createFrom().completionStage(() -> nodes.ask(NodeQueryHandler.NODE, question)),
                        totals.get())
                .with((leases, answers, sums) -> AdminResponses.json(200, response(leases, answers, sums)));
    }

    private Uni<Nodes> leases() {
        long begun = System.nanoTime();
        return Uni.createFrom()
                .completionStage(bus::nodes)
                .map(leases -> new Nodes(leases, (System.nanoTime() - begun) / 1e6))
                .onFailure()
                .recoverWithItem(new Nodes(List.of(new NodeLease(bus.node(), false, 0)), -1));
    }

    private ServerResponse response(Nodes leases, Map<String, ObjectNode> answers, ServerTotals.Sums sums) {
        boolean cluster = here.isCluster();
        return new ServerResponse(
                here.version(),
                here.mode(),
                here.role(),
                bus.node(),
                Duration.between(NodeQuery.startedAt(), Instant.now()).toSeconds(),
                leases.leases.stream()
                        .sorted(Comparator.comparing(NodeLease::node))
                        .map(lease -> ServerResponse.Node.of(lease, answers.get(lease.node()), cluster))
                        .toList(),
                cluster
                        ? new ServerResponse.Stores(store(sums.postgresMillis()), store(leases.millis))
                        : new ServerResponse.Stores(null, null),
                sums.totals(),
                sums.webhooks());
    }

    private static ServerResponse.Store store(double millis) {
        return millis < 0 ? ServerResponse.Store.DOWN : ServerResponse.Store.up(Math.round(millis * 100) / 100.0);
    }
}
