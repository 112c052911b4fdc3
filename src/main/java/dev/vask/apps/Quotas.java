package dev.vask.apps;

import dev.vask.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * The limits of an app; null means unlimited.
 *
 * @param maxConnections        open connections (4004)
 * @param eventsPerSecond       events per second over HTTP, each event of a batch counts (429)
 * @param clientEventsPerSecond client events per second of one connection (4301)
 * @param maxEventBytes         UTF-8 bytes of an event's data (413)
 * @param maxPresenceMembers    distinct users on a presence channel (4100 frame)
 * @param cacheTtlSeconds       seconds that a cache channel keeps its last event
 * @param maxBatchEvents        events in one batch request (400)
 * @param maxChannelsPerEvent   channels of one publish request (400)
 * @param maxChannelNameLength  characters of a channel name (400, or an error frame); the protocol's limit also applies
 * @param maxSubscriptionsPerConnection subscriptions of one connection (4100 frame)
 * @param eventsPerMonth        events per calendar month (UTC): one for each channel or user of a publish, and one per client event
 *                              (14.1; 429, or 4301)
 * @param maxChannels           channels of the app that are occupied at the same time (4100 frame)
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

    /** The protocol's limits; connections, events and occupied channels are unlimited. */
    public static final Quotas DEFAULTS = new Quotas(
            null,
            null,
            ProtocolLimits.DEFAULT_CLIENT_EVENTS_PER_SECOND,
            ProtocolLimits.DEFAULT_EVENT_BYTES,
            ProtocolLimits.DEFAULT_PRESENCE_MEMBERS,
            ProtocolLimits.DEFAULT_CACHE_TTL_SECONDS);

    /** The quotas for usage, with the protocol's limits on requests and connections. */
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
                ProtocolLimits.EVENTS_PER_BATCH,
                ProtocolLimits.CHANNELS_PER_EVENT,
                ProtocolLimits.CHANNEL_NAME_LENGTH,
                ProtocolLimits.DEFAULT_SUBSCRIPTIONS_PER_CONNECTION,
                null,
                null);
    }

    /** Whether {@code amount} exceeds {@code quota}. */
    public static boolean exceeds(long amount, @Nullable Integer quota) {
        return quota != null && amount > quota;
    }
}
