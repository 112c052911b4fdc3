package dev.vask.live;

import dev.vask.traces.Trace;
import java.util.List;

/**
 * Events that are published together or not at all.
 *
 * @param events  in this order; each counts against {@code events_per_month}
 * @param weight  what they count against {@code events_per_second}: one for each publish over HTTP, however many channels it
 *                names; 0 for client events
 * @param counted whether the publisher asked how many hear them
 * @param trace   that shows what becomes of it, {@link Trace#NONE} if there is none
 */
public record Publication(List<Event> events, int weight, boolean counted, Trace trace) {

    /** A publication that is not traced. */
    public Publication(List<Event> events, int weight, boolean counted) {
        this(events, weight, counted, Trace.NONE);
    }

    /** One event of a subscribed socket. */
    public static Publication ofClient(Event event) {
        return new Publication(List.of(event), 0, false);
    }
}
