package dev.vask.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages to clients, one record per event of the protocol (5.2.4). */
public sealed interface ServerMessage {

    /**
     * The first frame on every accepted connection (5.1.6).
     *
     * @param activityTimeout in seconds, above 0
     * @param protocol        the protocol of the client; only 8 is in the frame
     */
    record ConnectionEstablished(SocketId socketId, long activityTimeout, int protocol) implements ServerMessage {}

    /**
     * Sent only to the subscriber (5.4.2, 7.2).
     *
     * @param members the members, including the subscriber, on presence channels, null elsewhere
     * @param resume  the answer to {@code resume_after_id}, null if the client did not send it
     */
    record SubscriptionSucceeded(
            String channel,
            @Nullable List<Member> members,
            @Nullable Resume resume) implements ServerMessage {}

    /**
     * Whether a subscription continues after an event that the client has received ({@code docs/recovery.md}).
     *
     * @param afterId the id after which events follow
     * @param ok      whether these are all events after the one that the client named
     */
    record Resume(String afterId, boolean ok) {}

    record MemberAdded(String channel, Member member) implements ServerMessage {}

    record MemberRemoved(String channel, String userId) implements ServerMessage {}

    /**
     * An event of a backend or another client, or from the cache of a channel.
     *
     * @param channel the channel, or {@code #server-to-user-{id}}
     * @param data    the submitted string, unchanged
     * @param userId  the sender of a client event on a presence channel, else null (10.3)
     */
    record ChannelEvent(
            String channel,
            String name,
            String data,
            @Nullable String userId) implements ServerMessage {}

    /** Sent to the subscriber of a cache channel whose cache is empty (8.4). */
    record CacheMiss(String channel) implements ServerMessage {}

    /** The number of subscriptions of a channel other than a presence channel (section 12). */
    record SubscriptionCount(String channel, long count) implements ServerMessage {}

    record SigninSuccess(String userData) implements ServerMessage {}

    /** Users of a watchlist who are, or went, online or offline (11.4). */
    record WatchlistEvents(List<String> online, List<String> offline) implements ServerMessage {}

    /** A command was rejected; the code is null where the protocol has none. */
    record Error(@Nullable ErrorCode code, String message) implements ServerMessage {}

    record Ping() implements ServerMessage {}

    record Pong() implements ServerMessage {}
}
