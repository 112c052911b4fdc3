package dev.vask.protocol;

import java.time.Duration;

/** The protocol's limits that no app setting changes, and the defaults of those that one does (section 14). */
public final class Limits {

    /** Characters of a channel name, its prefix included. */
    public static final int CHANNEL_NAME_LENGTH = 164;
    /** Characters of an event name. */
    public static final int EVENT_NAME_LENGTH = 200;
    /** Characters of the id of a signed-in user. */
    public static final int USER_ID_LENGTH = 200;
    /** Characters of the {@code user_id} of a presence member. */
    public static final int MEMBER_ID_LENGTH = 128;
    /** UTF-8 bytes of the compact JSON of a presence member's {@code user_info}. */
    public static final int MEMBER_INFO_BYTES = 1_024;
    /** Default of an app's quota on the channels that one HTTP publish may name. */
    public static final int CHANNELS_PER_EVENT = 100;
    /** Default of an app's quota on the events that one HTTP batch may hold. */
    public static final int EVENTS_PER_BATCH = 10;
    /** User ids that one watchlist may hold; the rest is cut off. */
    public static final int WATCHLIST_LENGTH = 100;
    /** How far {@code auth_timestamp} may be from the server's clock, either way, inclusive. */
    public static final Duration TIMESTAMP_SKEW = Duration.ofSeconds(600);
    /** UTF-8 bytes of a WebSocket close reason (RFC 6455). */
    public static final int CLOSE_REASON_BYTES = 123;

    /** Default of an app's quota on the UTF-8 bytes of an event's data. */
    public static final int DEFAULT_EVENT_BYTES = 10_240;
    /** Default of an app's quota on the distinct members of a presence channel. */
    public static final int DEFAULT_PRESENCE_MEMBERS = 100;
    /** Default of an app's quota on the channels that one connection may be subscribed to. */
    public static final int DEFAULT_SUBSCRIPTIONS_PER_CONNECTION = 200;
    /** Default of an app's quota on client events per second and socket. */
    public static final int DEFAULT_CLIENT_EVENTS_PER_SECOND = 10;
    /** Default of how long a cache channel keeps its last event. */
    public static final int DEFAULT_CACHE_TTL_SECONDS = 1_800;

    /** Subscribers up to which every change of a channel's subscription count is told; above, it is throttled (12.3). */
    public static final int UNTHROTTLED_SUBSCRIBERS = 100;
    /** Least time between two subscription counts of a channel with more subscribers than that. */
    public static final Duration SUBSCRIPTION_COUNT_INTERVAL = Duration.ofSeconds(5);

    /** How long a missed cache channel is not reported again, unless it is populated or vacated (8.7). */
    public static final Duration CACHE_MISS_INTERVAL = Duration.ofSeconds(60);
    /** Events that one request of a webhook may hold. */
    public static final int EVENTS_PER_WEBHOOK = 100;

    private Limits() {}
}
