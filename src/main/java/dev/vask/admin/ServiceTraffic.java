package dev.vask.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.NodeQueries;
import dev.vask.feed.NodeQueryHandler;
import dev.vask.meters.Traffic;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.SortedMap;

/** The traffic of the last minutes, summed over all nodes, by the end of the interval in seconds since 1970. */
@Singleton
final class ServiceTraffic {

    private final NodeQueries nodes;

    ServiceTraffic(NodeQueries nodes) {
        this.nodes = nodes;
    }

    Uni<SortedMap<Long, Traffic>> ofAllApps() {
        return ask(JsonNodeFactory.instance.objectNode());
    }

    Uni<SortedMap<Long, Traffic>> of(String app) {
        return ask(JsonNodeFactory.instance.objectNode().put(TrafficQuery.APP, app));
    }

    private Uni<SortedMap<Long, Traffic>> ask(ObjectNode question) {
        return Uni.createFrom()
                .completionStage(() -> nodes.ask(NodeQueryHandler.TRAFFIC, question))
                .map(answers -> TrafficQuery.sum(answers.values()));
    }
}
