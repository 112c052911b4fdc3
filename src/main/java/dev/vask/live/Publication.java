package dev.vask.live;

import dev.vask.traces.Trace;
import java.util.List;

/**
 * Events that are published together or not at all.
 *
 * @param events  the events in order; each counts against {@code events_per_month}
 * @param weight  the number against {@code events_per_second}: one for each event of a publish request, independent of its
 *                channels; 0 for client events
 * @param counted whether the publisher asked for counts
 * @param trace   the trace of the request, or {@link Trace#NONE}
 */
public record Publication(List<Event> events, int weight, boolean counted, Trace trace) {

    /** A publication without a trace. */
    public Publication(List<Event> events, int weight, boolean counted) {
        this(events, weight, counted, Trace.NONE);
    }

    /** One event of a subscribed connection. */
    public static Publication ofClient(Event event) {
        return new Publication(List.of(event), 0, false);
    }
}
