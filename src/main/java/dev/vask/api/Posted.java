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
 * One event as a backend posted it, valid in every respect.
 *
 * @param targets where it goes, distinct
 * @param name    the event's name
 * @param data    its data, untouched
 * @param except  a socket that is skipped, or null
 * @param info    what the backend wants to know of the channels
 */
record Posted(List<Topic.Target> targets, String name, String data, @Nullable SocketId except, Info info) {

    /** Adds the event, once for each target. */
    void addTo(List<Event> events) {
        for (Topic.Target target : targets) {
            events.add(Event.fromBackend(target, name, data, except));
        }
    }

    /** Writes what the backend wanted to know of each target, as fields named like the targets (4.1). */
    void writeFields(JsonGenerator json, List<Counts> counts) throws IOException {
        for (int i = 0; i < targets.size(); i++) {
            json.writeFieldName(nameOf(targets.get(i)));
            writeObject(json, targets.get(i), counts.get(i));
        }
    }

    /** Writes what it wanted to know of one target, as an object: of a user there is nothing to tell. */
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
