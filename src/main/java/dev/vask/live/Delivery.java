package dev.vask.live;

import dev.vask.protocol.WebhookEvent;
import java.time.Duration;
import java.util.List;

/**
 * Events to be told in one request.
 *
 * @param id         the same for every attempt, on whatever instance
 * @param timeMillis when the events came about, in milliseconds since 1970
 * @param generation of the webhook that they are for
 * @param events     in order, at least one
 * @param attempts   how many have failed
 * @param begunAt    when the first attempt began, in milliseconds since 1970; 0 if there was none
 * @param entries    what it is made of in the queue, in order; empty after the first attempt
 */
public record Delivery(
        String id,
        long timeMillis,
        long generation,
        List<WebhookEvent> events,
        int attempts,
        long begunAt,
        List<String> entries) {

    /** For an event whose app was not at hand: it is for whatever webhook there is. */
    public static final long ANY_GENERATION = -1;

    /** Within which time every instance has heard of a change of an app. */
    public static final Duration NEWS_TRAVEL = Duration.ofSeconds(10);

    /** A delivery of one event, not tried yet. */
    public static Delivery of(String id, String entry, long timeMillis, long generation, WebhookEvent event) {
        return new Delivery(id, timeMillis, generation, List.of(event), 0, 0, List.of(entry));
    }

    /** One delivery, of the latest generation among them, in place of several that were not tried yet. */
    public static Delivery together(List<Delivery> several) {
        if (several.size() == 1) {
            return several.getFirst();
        }
        long generation = several.getLast().generation;
        List<Delivery> current = several.stream().filter(it -> it.generation == generation).toList();
        return new Delivery(
                current.getFirst().id,
                current.getFirst().timeMillis,
                generation,
                current.stream().flatMap(it -> it.events.stream()).toList(),
                0,
                0,
                several.stream().flatMap(it -> it.entries.stream()).toList());
    }

    /** The same after an attempt that failed. */
    public Delivery failed(long begunMillis) {
        return new Delivery(
                id, timeMillis, generation, events, attempts + 1, attempts == 0 ? begunMillis : begunAt, entries);
    }

    /** The same as it is kept after its first attempt. */
    public Delivery detached() {
        return new Delivery(id, timeMillis, generation, events, attempts, begunAt, List.of());
    }

    /** The same as if it had not been tried, for another generation. */
    public Delivery anew(long nowMillis, long newGeneration) {
        return new Delivery(id, nowMillis, newGeneration, events, 0, 0, List.of());
    }
}
