package dev.vask.live;

import org.jspecify.annotations.Nullable;

/**
 * A change of a channel in the whole service.
 *
 * @param kind    what changed
 * @param channel the name of the channel
 * @param userId  the member, null if the channel itself changed
 */
public record ChannelChange(
        Kind kind, String channel, @Nullable String userId) {

    /** What changed. */
    public enum Kind {
        /** The channel has its first subscription. */
        OCCUPIED,
        /** The channel has no subscription any more. */
        VACATED,
        /** A user has its first connection on a presence channel. */
        MEMBER_ADDED,
        /** A user has no connection on a presence channel any more. */
        MEMBER_REMOVED
    }
}
