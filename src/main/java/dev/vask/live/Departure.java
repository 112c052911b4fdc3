package dev.vask.live;

import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a socket held when it closed.
 *
 * @param subscriptions its subscriptions
 * @param user          who it was signed in as, null if nobody
 * @param watchlist     its watchlist
 */
public record Departure(List<Held> subscriptions, @Nullable UserId user, List<String> watchlist) {

    /** The same in parts with so many subscriptions at most; all but the last hold nothing else. */
    public List<Departure> parts(int most) {
        List<Departure> parts = new ArrayList<>();
        int start = 0;
        for (; subscriptions.size() - start > most; start += most) {
            parts.add(new Departure(subscriptions.subList(start, start + most), null, List.of()));
        }
        parts.add(new Departure(subscriptions.subList(start, subscriptions.size()), user, watchlist));
        return parts;
    }

    /** A subscription, and as which member, null off presence channels. */
    public record Held(ChannelName channel, @Nullable Member member) {}
}
