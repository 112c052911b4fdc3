package dev.vask.live;

/**
 * The subscriptions and members of a channel.
 *
 * @param subscriptions subscribed connections
 * @param users         distinct members; 0 except on presence channels
 */
public record Counts(long subscriptions, long users) {

    /** No subscriptions. */
    public static final Counts NONE = new Counts(0, 0);
}
