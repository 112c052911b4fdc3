package dev.vask.live;

import dev.vask.protocol.WebhookEvent;
import java.util.List;

/**
 * Webhook events that are sent in one request.
 *
 * @param id         the delivery id, the same for all attempts on all nodes
 * @param timeMillis when the events occurred, in milliseconds since 1970
 * @param generation the generation of the webhook that they are for
 * @param events     the events in order, at least one
 * @param attempts   the number of failed attempts
 * @param firstAttemptAt when the first attempt started, in milliseconds since 1970; 0 if there was none
 * @param entries    its entries in the queue, in order; empty after the first attempt
 */
public record Delivery(
        String id,
        long timeMillis,
        long generation,
        List<WebhookEvent> events,
        int attempts,
        long firstAttemptAt,
        List<String> entries) {

    /** The generation of an event whose app was not available: it is for the current webhook, whichever that is. */
    public static final long ANY_GENERATION = -1;

    /** A delivery of one event, without attempts. */
    public static Delivery of(String id, String entry, long timeMillis, long generation, WebhookEvent event) {
        return new Delivery(id, timeMillis, generation, List.of(event), 0, 0, List.of(entry));
    }

    /** Combines deliveries without attempts into one, of the latest of their generations. */
    public static Delivery combine(List<Delivery> deliveries) {
        if (deliveries.size() == 1) {
            return deliveries.getFirst();
        }
        long generation = deliveries.getLast().generation;
        List<Delivery> current =
                deliveries.stream().filter(it -> it.generation == generation).toList();
        return new Delivery(
                current.getFirst().id,
                current.getFirst().timeMillis,
                generation,
                current.stream().flatMap(it -> it.events.stream()).toList(),
                0,
                0,
                deliveries.stream().flatMap(it -> it.entries.stream()).toList());
    }

    /** The delivery after a failed attempt. */
    public Delivery failed(long startedMillis) {
        return new Delivery(
                id,
                timeMillis,
                generation,
                events,
                attempts + 1,
                attempts == 0 ? startedMillis : firstAttemptAt,
                entries);
    }

    /** The delivery as it is stored after its first attempt. */
    public Delivery detached() {
        return new Delivery(id, timeMillis, generation, events, attempts, firstAttemptAt, List.of());
    }

    /** The delivery without its attempts, for another generation. */
    public Delivery replayed(long nowMillis, long newGeneration) {
        return new Delivery(id, nowMillis, newGeneration, events, 0, 0, List.of());
    }
}
