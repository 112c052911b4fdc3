package dev.vask.protocol;

import java.time.Duration;

/** The fixed limits of the protocol (section 14). */
public final class ProtocolLimits {

    /** The protocol of clients that do not name one. */
    public static final int DEFAULT_PROTOCOL = 7;
    /** The first protocol with ids of events and resumption ({@code docs/recovery.md}). */
    public static final int RECOVERY_PROTOCOL = 8;
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
    /** User ids in a watchlist; the rest is dropped. */
    public static final int WATCHLIST_LENGTH = 100;
    /** Maximum difference between {@code auth_timestamp} and the server's clock, in both directions, inclusive. */
    public static final Duration TIMESTAMP_SKEW = Duration.ofMinutes(10);
    /** UTF-8 bytes of a WebSocket close reason (RFC 6455). */
    public static final int CLOSE_REASON_BYTES = 123;

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
