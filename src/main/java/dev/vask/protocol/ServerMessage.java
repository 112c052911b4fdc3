package dev.vask.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything we may say to a client, one record per event of the protocol (5.2.4). */
public sealed interface ServerMessage {

    /** The first frame on every accepted connection; {@code activityTimeout} in seconds, above 0 (5.1.6). */
    record ConnectionEstablished(SocketId socketId, long activityTimeout) implements ServerMessage {}

    /** Told to the subscriber alone; the roster, itself included, on presence channels, null elsewhere (5.4.2, 7.2). */
    record SubscriptionSucceeded(String channel, @Nullable List<Member> roster) implements ServerMessage {}

    record MemberAdded(String channel, Member member) implements ServerMessage {}

    record MemberRemoved(String channel, String userId) implements ServerMessage {}

    /**
     * An event of a backend, of another client, or from a channel's cache.
     *
     * @param channel the channel, or {@code #server-to-user-{id}}
     * @param data    the submitted string, untouched
     * @param userId  who sent a client event on a presence channel, else null (10.3)
     */
    record ChannelEvent(String channel, String name, String data, @Nullable String userId) implements ServerMessage {}

    /** Told to the subscriber of a cache channel that has nothing cached (8.4). */
    record CacheMiss(String channel) implements ServerMessage {}

    /** How many connections a channel other than a presence channel has (section 12). */
    record SubscriptionCount(String channel, long count) implements ServerMessage {}

    record SigninSuccess(String userData) implements ServerMessage {}

    /** Users of a watchlist who are, or went, online and offline (11.4). */
    record WatchlistEvents(List<String> online, List<String> offline) implements ServerMessage {}

    /** A command was refused; a null code where the protocol has none. */
    record Error(@Nullable ErrorCode code, String message) implements ServerMessage {}

    record Ping() implements ServerMessage {}

    record Pong() implements ServerMessage {}
}
