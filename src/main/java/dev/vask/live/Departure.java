package dev.vask.live;

import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a socket held when it closed, to be given up in one step.
 *
 * @param subscriptions its subscriptions
 * @param user          who it was signed in as, null if nobody
 * @param watchlist     whom it watched
 */
public record Departure(List<Held> subscriptions, @Nullable UserId user, List<String> watchlist) {

    /** A subscription, and as which member, null off presence channels. */
    public record Held(ChannelName channel, @Nullable Member member) {}
}
