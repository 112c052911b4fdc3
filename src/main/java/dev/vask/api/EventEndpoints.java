package dev.vask.api;

import dev.vask.live.Counts;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Endpoints that publish events to channels (4.1, 4.2). */
@Singleton
final class Events {

    private final Publisher publisher;

    Events(Publisher publisher) {
        this.publisher = publisher;
    }

    /** Publishes one event to one or more channels. */
    CompletionStage<byte[]> publish(Call call) {
        Posted event = new EventReader(call.app()).event(call.json());
        return publisher.publish(call, List.of(event)).thenApply(counts -> channels(event, counts));
    }

    /** Publishes a batch of events, all of them or none. */
    CompletionStage<byte[]> publishBatch(Call call) {
        List<Posted> events = new EventReader(call.app()).batch(call.json());
        return publisher.publish(call, events).thenApply(counts -> batch(events, counts));
    }

    private static byte[] channels(Posted event, List<Counts> counts) {
        if (event.info().isEmpty()) {
            return Answers.NOTHING;
        }
        return Answers.object(json -> {
            json.writeObjectFieldStart("channels");
            event.writeFields(json, counts);
            json.writeEndObject();
        });
    }

    private static byte[] batch(List<Posted> events, List<Counts> counts) {
        if (events.stream().allMatch(event -> event.info().isEmpty())) {
            return Answers.NOTHING;
        }
        return Answers.object(json -> {
            json.writeArrayFieldStart("batch");
            for (int i = 0; i < events.size(); i++) { // each event of a batch has one target and therefore one count
                Posted event = events.get(i);
                event.writeObject(json, event.targets().getFirst(), counts.get(i));
            }
            json.writeEndArray();
        });
    }
}
