package dev.vask.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.live.NodeLease;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The state of the server and its nodes. */
@RegisterForReflection
@Schema(
        name = "Server",
        requiredProperties = {
            "version",
            "mode",
            "role",
            "node",
            "uptime_seconds",
            "nodes",
            "stores",
            "totals",
            "webhooks"
        })
record ServerResponse(
        String version,

        @Schema(enumeration = {"standalone", "cluster"}) String mode,

        @Schema(description = "Role of the node that responds")
        String role,

        @Schema(description = "Name of the node that responds")
        String node,

        @Schema(minimum = "0", description = "Time since the start of that node")
        long uptimeSeconds,

        List<Node> nodes,
        Stores stores,
        Totals totals,
        Webhooks webhooks) {

    /** A node of the service. */
    @RegisterForReflection
    @Schema(
            name = "ServerNode",
            requiredProperties = {"id", "role", "version", "started_at", "state", "connections", "lease_ms", "transport"
            })
    record Node(
            String id,

            @Schema(nullable = true, description = "Null if the node did not answer in time") @Nullable
            String role,

            @Schema(nullable = true) @Nullable String version,

            @Schema(nullable = true, description = "Start of the process, in RFC 3339") @Nullable
            String startedAt,

            @Schema(
                    enumeration = {"alive", "expired"},
                    description = "An expired node is being released by the others")
            String state,

            @Schema(nullable = true, minimum = "0") @Nullable
            Long connections,

            @Schema(
                    nullable = true,
                    minimum = "0",
                    description = "Time until the lease ends, unless it is renewed; null in standalone mode")
            @Nullable
            Long leaseMs,

            @Schema(nullable = true) @Nullable Transports transport) {

        static Node of(NodeLease lease, @Nullable ObjectNode answer, boolean hasLease) {
            JsonNode of = answer == null ? AdminJson.MAPPER.createObjectNode() : answer;
            return new Node(
                    lease.node(),
                    of.path("role").textValue(),
                    of.path("version").textValue(),
                    of.path("started_at").textValue(),
                    lease.isAlive() ? "alive" : "expired",
                    of.has("connections") ? of.path("connections").asLong() : null,
                    hasLease ? lease.remainingMillis() : null,
                    of.has("transport") ? Transports.of(of.path("transport")) : null);
        }
    }

    /** Open connections by transport. */
    @RegisterForReflection
    @Schema(
            name = "ServerTransports",
            description = "Open connections by the way in which frames are written to them",
            requiredProperties = {"direct", "netty", "fallback"})
    record Transports(
            @Schema(minimum = "0") long direct,
            @Schema(minimum = "0") long netty,
            @Schema(minimum = "0") long fallback) {

        static Transports of(JsonNode json) {
            return new Transports(
                    json.path("direct").asLong(),
                    json.path("netty").asLong(),
                    json.path("fallback").asLong());
        }
    }

    /** The stores of a cluster. */
    @RegisterForReflection
    @Schema(
            name = "ServerStores",
            description = "Null in standalone mode",
            requiredProperties = {"postgres", "redis"})
    record Stores(
            @Schema(nullable = true) @Nullable Store postgres,

            @Schema(nullable = true) @Nullable Store redis) {}

    /** The state of a store, as the node that responds sees it. */
    @RegisterForReflection
    @Schema(
            name = "ServerStore",
            requiredProperties = {"status", "latency_ms"})
    record Store(
            @Schema(enumeration = {"up", "down"}) String status,

            @Schema(nullable = true, minimum = "0", description = "Duration of one read; null if it is down") @Nullable
            Double latencyMs) {

        static final Store DOWN = new Store("down", null);

        static Store up(double millis) {
            return new Store("up", millis);
        }
    }

    /** The current sums, over the first 500 apps. */
    @RegisterForReflection
    @Schema(
            name = "ServerTotals",
            requiredProperties = {"apps", "connections", "channels"})
    record Totals(
            @Schema(nullable = true, minimum = "0", description = "Null if Postgres is down") @Nullable
            Long apps,

            @Schema(nullable = true, minimum = "0", description = "Null if a store is down") @Nullable
            Long connections,

            @Schema(nullable = true, minimum = "0", description = "Null if a store is down") @Nullable
            Long channels) {}

    /** The webhook queues of the first 500 apps. */
    @RegisterForReflection
    @Schema(
            name = "ServerWebhooks",
            requiredProperties = {"backlog_events", "backlog_bytes", "dropped"})
    record Webhooks(
            @Schema(minimum = "0") long backlogEvents,

            @Schema(minimum = "0") long backlogBytes,

            @Schema(minimum = "0", description = "Events dropped because a queue was full")
            long dropped) {}
}
