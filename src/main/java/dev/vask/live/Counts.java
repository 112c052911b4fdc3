package dev.vask.live;

/**
 * How many listen to a channel at a moment.
 *
 * @param subscriptions connections that are subscribed
 * @param users         distinct members; 0 off presence channels
 */
public record Counts(long subscriptions, long users) {

    /** Nobody. */
    public static final Counts NONE = new Counts(0, 0);
}
