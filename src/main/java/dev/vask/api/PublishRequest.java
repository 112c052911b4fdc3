package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vask.live.Counts;
import dev.vask.live.Event;
import dev.vask.live.Topic;
import java.io.IOException;
import java.util.List;

/**
 * A valid event of a publish request.
 *
 * @param events the event, once for each of its distinct targets
 * @param info   the requested attributes of the channels
 */
record PublishRequest(List<Event> events, RequestedInfo info) {

    /** The targets. */
    List<Topic.Target> targets() {
        return events.stream().map(Event::target).toList();
    }

    /** Adds the event, once for each target. */
    void addTo(List<Event> all) {
        all.addAll(events);
    }

    /** Writes the requested attributes of all targets, as one field per target (4.1). */
    void writeFields(JsonGenerator json, List<Counts> counts) throws IOException {
        for (int i = 0; i < events.size(); i++) {
            Topic.Target target = events.get(i).target();
            json.writeFieldName(nameOf(target));
            writeObject(json, target, counts.get(i), "");
        }
    }

    /**
     * Writes the requested attributes of one target as an object, which is empty for a user.
     *
     * @param id the id of the event, empty if it has none
     */
    void writeObject(JsonGenerator json, Topic.Target target, Counts counts, String id) throws IOException {
        json.writeStartObject();
        if (target instanceof Topic.Channel(var channel)) {
            info.write(json, channel.type(), counts);
            if (info.asksFor(InfoAttribute.EVENT_ID) && !id.isEmpty()) {
                json.writeStringField(InfoAttribute.EVENT_ID.token(), id);
            }
        }
        json.writeEndObject();
    }

    private static String nameOf(Topic.Target target) {
        return switch (target) {
            case Topic.Channel(var name) -> name.value();
            case Topic.User(var id) -> id.channel();
        };
    }
}
