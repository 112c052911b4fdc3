package dev.vask.api;

import dev.vask.live.Counts;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Endpoints that publish events to channels (4.1, 4.2). */
@Singleton
final class EventEndpoints {

    private final EventPublisher publisher;

    EventEndpoints(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /** Publishes one event to one or more channels. */
    CompletionStage<byte[]> publish(ApiRequest call) {
        PublishRequest event = new EventReader(call.app()).event(call.json());
        return publisher.publish(call, List.of(event)).thenApply(counts -> channels(event, counts));
    }

    /** Publishes a batch of events, all of them or none. */
    CompletionStage<byte[]> publishBatch(ApiRequest call) {
        List<PublishRequest> events = new EventReader(call.app()).batch(call.json());
        return publisher.publish(call, events).thenApply(counts -> batch(events, counts));
    }

    private static byte[] channels(PublishRequest event, List<Counts> counts) {
        if (event.info().isEmpty()) {
            return ApiResponses.NOTHING;
        }
        return ApiResponses.object(json -> {
            json.writeObjectFieldStart("channels");
            event.writeFields(json, counts);
            json.writeEndObject();
        });
    }

    private static byte[] batch(List<PublishRequest> events, List<Counts> counts) {
        if (events.stream().allMatch(event -> event.info().isEmpty())) {
            return ApiResponses.NOTHING;
        }
        return ApiResponses.object(json -> {
            json.writeArrayFieldStart("batch");
            for (int i = 0; i < events.size(); i++) { // each event of a batch has one target and therefore one count
                PublishRequest event = events.get(i);
                event.writeObject(json, event.targets().getFirst(), counts.get(i));
            }
            json.writeEndArray();
        });
    }
}
