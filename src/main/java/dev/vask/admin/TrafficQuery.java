package dev.vask.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.feed.NodeQueryHandler;
import dev.vask.meters.Traffic;
import dev.vask.meters.TrafficHistory;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** Answers what the traffic of this node was in the last minutes, and adds the answers of several nodes. */
@Singleton
final class TrafficQuery implements NodeQueryHandler {

    /** The parameter of the question: the key of an app, absent for all apps. */
    static final String APP = "app";

    private static final String POINTS = "points";

    private final TrafficHistory history;

    TrafficQuery(TrafficHistory history) {
        this.history = history;
    }

    @Override
    public String kind() {
        return TRAFFIC;
    }

    @Override
    public void answer(ObjectNode question, ObjectNode answer) {
        ArrayNode points = answer.putArray(POINTS);
        history.points(question.path(APP).textValue()).forEach((time, it) -> points.addArray()
                .add(time)
                .add(it.connections())
                .add(it.messagesIn())
                .add(it.messagesOut())
                .add(it.published())
                .add(it.delivered())
                .add(it.rejected()));
    }

    /** The sum of answers, by the end of the interval in seconds since 1970. */
    static SortedMap<Long, Traffic> sum(Collection<ObjectNode> answers) {
        SortedMap<Long, Traffic> sum = new TreeMap<>();
        for (ObjectNode answer : answers) {
            for (JsonNode it : answer.path(POINTS)) {
                Traffic point = new Traffic(
                        it.path(1).asLong(),
                        it.path(2).asLong(),
                        it.path(3).asLong(),
                        it.path(4).asLong(),
                        it.path(5).asLong(),
                        it.path(6).asLong());
                sum.merge(it.path(0).asLong(), point, Traffic::plus);
            }
        }
        return sum;
    }
}
