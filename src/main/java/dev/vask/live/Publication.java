package dev.vask.live;

import dev.vask.traces.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are published together or not at all.
 *
 * @param events  the events in order; each counts against {@code events_per_month}
 * @param weight  the number against {@code events_per_second}: one for each event of a publish request, independent of its
 *                channels; 0 for client events
 * @param counted whether the publisher asked for counts
 * @param withIds whether the publisher asked for the ids of the events
 * @param key     the key with which the publisher may repeat it, or null
 * @param trace   the trace of the request, or {@link Trace#NONE}
 */
public record Publication(
        List<Event> events,
        int weight,
        boolean counted,
        boolean withIds,
        @Nullable IdempotencyKey key,
        Trace trace) {

    /** A publication without ids, a key and a trace. */
    public Publication(List<Event> events, int weight, boolean counted) {
        this(events, weight, counted, false, null, Trace.NONE);
    }

    /** The same with a trace. */
    public Publication(List<Event> events, int weight, boolean counted, Trace trace) {
        this(events, weight, counted, false, null, trace);
    }

    /** One event of a subscribed connection. */
    public static Publication ofClient(Event event) {
        return new Publication(List.of(event), 0, false);
    }
}
