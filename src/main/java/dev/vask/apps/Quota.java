package dev.vask.apps;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The quotas of an app. Everything else that lists quotas is derived from this enum or compared with it by {@code QuotaTest}: the
 * JSON of the admin API, the column {@code apps.quotas}, the OpenAPI document, the schema of the Terraform provider, whose build
 * compiles this file too, and {@code docs/limits.md}.
 */
public enum Quota {
    /** Connections above it are closed with 4004. */
    MAX_CONNECTIONS(null, "Open connections"),
    /** Publishes above it are rejected with 429. */
    EVENTS_PER_SECOND(null, "Events per second over HTTP; each event of a batch counts"),
    /** Publishes above it are rejected with 429, client events with 4301 (14.1). */
    EVENTS_PER_MONTH(null, "Events per calendar month (UTC); a publish counts once for each channel or user"),
    /** Client events above it are rejected with 4301. */
    CLIENT_EVENTS_PER_SECOND(10, "Client events per second of one connection"),
    /** Larger events are rejected with 413, or an error frame. */
    MAX_EVENT_BYTES(10_240, "Bytes of an event's data in UTF-8"),
    /** Subscriptions above it are rejected with 4100. */
    MAX_PRESENCE_MEMBERS(100, "Distinct users on a presence channel"),
    /** Afterwards the event expires. */
    CACHE_TTL_SECONDS(1_800, "Seconds that a cache channel keeps its last event"),
    /** Larger batches are rejected with 400. */
    MAX_BATCH_EVENTS(10, "Events in one batch request"),
    /** Publishes to more channels are rejected with 400. */
    MAX_CHANNELS_PER_EVENT(100, "Channels of one publish request"),
    /** Longer names are rejected with 400, or an error frame. The protocol's limit applies too. */
    MAX_CHANNEL_NAME_LENGTH(164, "Characters of a channel name; at most 164"),
    /** Subscriptions above it are rejected with 4100. */
    MAX_SUBSCRIPTIONS_PER_CONNECTION(200, "Subscriptions of one connection"),
    /** Subscriptions to further channels are rejected with 4100. */
    MAX_CHANNELS(null, "Channels that are occupied at the same time"),
    /** Afterwards a publish with the same key is a new one. */
    IDEMPOTENCY_KEY_SECONDS(300, "Seconds that the key of an idempotent publish is kept; at most 86400");

    /** The smallest limit. */
    public static final int MIN = 1;
    /** The largest limit, apart from unlimited. */
    public static final int MAX = Integer.MAX_VALUE;

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final @Nullable Integer defaultLimit;
    private final String description;

    Quota(@Nullable Integer defaultLimit, String description) {
        this.defaultLimit = defaultLimit;
        this.description = description;
    }

    /** The name in the admin API and in the database. */
    public String wireName() {
        return wireName;
    }

    /** The limit of an app that does not set it; null for unlimited. */
    public @Nullable Integer defaultLimit() {
        return defaultLimit;
    }

    /** What is limited, as a phrase without a full stop. */
    public String description() {
        return description;
    }
}
