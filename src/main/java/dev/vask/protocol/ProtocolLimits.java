package dev.vask.protocol;

import java.time.Duration;

/** The fixed limits of the protocol, and the defaults of the quotas (section 14). */
public final class ProtocolLimits {

    /** Characters of a channel name, including its prefix. */
    public static final int CHANNEL_NAME_LENGTH = 164;
    /** Characters of an event name. */
    public static final int EVENT_NAME_LENGTH = 200;
    /** Characters of the id of a signed-in user. */
    public static final int USER_ID_LENGTH = 200;
    /** Characters of the {@code user_id} of a presence member. */
    public static final int MEMBER_ID_LENGTH = 128;
    /** UTF-8 bytes of the compact JSON of a presence member's {@code user_info}. */
    public static final int MEMBER_INFO_BYTES = 1_024;
    /** Default quota of channels in one publish request. */
    public static final int CHANNELS_PER_EVENT = 100;
    /** Default quota of events in one batch. */
    public static final int EVENTS_PER_BATCH = 10;
    /** User ids in a watchlist; the rest is dropped. */
    public static final int WATCHLIST_LENGTH = 100;
    /** Maximum difference between {@code auth_timestamp} and the server's clock, in both directions, inclusive. */
    public static final Duration TIMESTAMP_SKEW = Duration.ofMinutes(10);
    /** UTF-8 bytes of a WebSocket close reason (RFC 6455). */
    public static final int CLOSE_REASON_BYTES = 123;

    /** Default quota of UTF-8 bytes of an event's data. */
    public static final int DEFAULT_EVENT_BYTES = 10_240;
    /** Default quota of distinct members of a presence channel. */
    public static final int DEFAULT_PRESENCE_MEMBERS = 100;
    /** Default quota of subscriptions of one connection. */
    public static final int DEFAULT_SUBSCRIPTIONS_PER_CONNECTION = 200;
    /** Default quota of client events per second of one connection. */
    public static final int DEFAULT_CLIENT_EVENTS_PER_SECOND = 10;
    /** Default time that a cache channel keeps its last event. */
    public static final int DEFAULT_CACHE_TTL_SECONDS = 1_800;

    /**
     * Number of subscribers up to which every change of the subscription count is sent; above it, the count is throttled (12.3).
     */
    public static final int UNTHROTTLED_SUBSCRIBERS = 100;
    /** Minimum time between two subscription counts of a channel with more subscribers. */
    public static final Duration SUBSCRIPTION_COUNT_INTERVAL = Duration.ofSeconds(5);

    /** Time in which a cache miss of a channel is not reported again, unless the channel is populated or vacated (8.7). */
    public static final Duration CACHE_MISS_INTERVAL = Duration.ofSeconds(60);
    /** Events in one webhook request. */
    public static final int EVENTS_PER_WEBHOOK = 100;

    private ProtocolLimits() {}
}
