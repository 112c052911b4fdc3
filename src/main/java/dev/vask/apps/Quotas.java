package dev.vask.apps;

import dev.vask.protocol.Limits;
import org.jspecify.annotations.Nullable;

/**
 * How much an app may do; null is unlimited.
 *
 * @param maxConnections        open sockets (4004)
 * @param eventsPerSecond       events accepted over HTTP, each item of a batch counted (429)
 * @param clientEventsPerSecond client events of one socket (4301)
 * @param maxEventBytes         UTF-8 bytes of an event's data (413)
 * @param maxPresenceMembers    distinct users on a presence channel (4100 frame)
 * @param cacheTtlSeconds       how long a cache channel keeps its last event
 * @param maxBatchEvents        events of one HTTP batch (400)
 * @param maxChannelsPerEvent   channels that one HTTP publish may name (400)
 * @param maxChannelNameLength  characters of a channel's name (400, or an error frame); the protocol's limit stays above it
 * @param maxSubscriptionsPerConnection channels that one socket may be subscribed to (4100 frame)
 * @param eventsPerMonth        broadcasts in a calendar month, UTC: one for each channel or user published to, client events one
 *                              each (14.1; 429, or 4301)
 * @param maxChannels           distinct channels of the app that are occupied at a time (4100 frame)
 */
public record Quotas(
        @Nullable Integer maxConnections,
        @Nullable Integer eventsPerSecond,
        @Nullable Integer clientEventsPerSecond,
        @Nullable Integer maxEventBytes,
        @Nullable Integer maxPresenceMembers,
        @Nullable Integer cacheTtlSeconds,
        @Nullable Integer maxBatchEvents,
        @Nullable Integer maxChannelsPerEvent,
        @Nullable Integer maxChannelNameLength,
        @Nullable Integer maxSubscriptionsPerConnection,
        @Nullable Integer eventsPerMonth,
        @Nullable Integer maxChannels) {

    /** The protocol's own limits; connections, events and occupied channels unlimited. */
    public static final Quotas DEFAULTS = new Quotas(
            null,
            null,
            Limits.DEFAULT_CLIENT_EVENTS_PER_SECOND,
            Limits.DEFAULT_EVENT_BYTES,
            Limits.DEFAULT_PRESENCE_MEMBERS,
            Limits.DEFAULT_CACHE_TTL_SECONDS);

    /** What an app does, with the protocol's own limits on the form of a request and on one connection. */
    public Quotas(
            @Nullable Integer maxConnections,
            @Nullable Integer eventsPerSecond,
            @Nullable Integer clientEventsPerSecond,
            @Nullable Integer maxEventBytes,
            @Nullable Integer maxPresenceMembers,
            @Nullable Integer cacheTtlSeconds) {
        this(
                maxConnections,
                eventsPerSecond,
                clientEventsPerSecond,
                maxEventBytes,
                maxPresenceMembers,
                cacheTtlSeconds,
                Limits.EVENTS_PER_BATCH,
                Limits.CHANNELS_PER_EVENT,
                Limits.CHANNEL_NAME_LENGTH,
                Limits.DEFAULT_SUBSCRIPTIONS_PER_CONNECTION,
                null,
                null);
    }

    /** Whether {@code amount} is more than {@code quota} allows. */
    public static boolean exceeds(long amount, @Nullable Integer quota) {
        return quota != null && amount > quota;
    }
}
