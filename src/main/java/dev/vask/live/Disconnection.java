package dev.vask.live;

import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a connection held when it closed.
 *
 * @param subscriptions its subscriptions
 * @param user          the user that it was signed in as, null if none
 * @param watchlist     its watchlist
 */
public record Disconnection(
        List<HeldSubscription> subscriptions, @Nullable UserId user, List<String> watchlist) {

    /** Splits it into parts with a maximum number of subscriptions; only the last part has the user and the watchlist. */
    public List<Disconnection> split(int most) {
        List<Disconnection> parts = new ArrayList<>();
        int start = 0;
        for (; subscriptions.size() - start > most; start += most) {
            parts.add(new Disconnection(subscriptions.subList(start, start + most), null, List.of()));
        }
        parts.add(new Disconnection(subscriptions.subList(start, subscriptions.size()), user, watchlist));
        return parts;
    }

    /** A subscription and its member, null except on presence channels. */
    public record HeldSubscription(ChannelName channel, @Nullable Member member) {}
}
