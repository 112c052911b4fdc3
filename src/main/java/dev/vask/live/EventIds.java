package dev.vask.live;

/** Ids of events: {@code <epoch>:<sequence>} ({@code docs/recovery.md}). */
public final class EventIds {

    private static final char SEPARATOR = ':';

    private EventIds() {}

    /** The id of the event with a number in an epoch. */
    public static String of(String epoch, long sequence) {
        return epoch + SEPARATOR + sequence;
    }

    /** The epoch of an id that the live state has given; empty if the text has another form. */
    public static String epoch(String id) {
        return id.substring(0, Math.max(0, id.indexOf(SEPARATOR)));
    }
}
