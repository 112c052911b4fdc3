package dev.vask.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vask.live.Counts;
import dev.vask.live.Event;
import dev.vask.live.Topic;
import dev.vask.protocol.SocketId;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A valid event of a publish request.
 *
 * @param targets the distinct targets
 * @param name    the event name
 * @param data    the data, unchanged
 * @param except  the socket id that does not receive the event, or null
 * @param info    the requested attributes of the channels
 */
record PublishRequest(
        List<Topic.Target> targets,
        String name,
        String data,
        @Nullable SocketId except,
        RequestedInfo info) {

    /** Adds the event, once for each target. */
    void addTo(List<Event> events) {
        for (Topic.Target target : targets) {
            events.add(Event.fromBackend(target, name, data, except));
        }
    }

    /** Writes the requested attributes of all targets, as one field per target (4.1). */
    void writeFields(JsonGenerator json, List<Counts> counts) throws IOException {
        for (int i = 0; i < targets.size(); i++) {
            json.writeFieldName(nameOf(targets.get(i)));
            writeObject(json, targets.get(i), counts.get(i));
        }
    }

    /** Writes the requested attributes of one target as an object, which is empty for a user. */
    void writeObject(JsonGenerator json, Topic.Target target, Counts counts) throws IOException {
        json.writeStartObject();
        if (target instanceof Topic.Channel(var channel)) {
            info.write(json, channel.type(), counts);
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
