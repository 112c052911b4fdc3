package dev.vask.api;

import dev.vask.protocol.ChannelType;

/** Attributes of a channel that a backend can request. */
enum InfoAttribute {
    /** Distinct members of a presence channel. */
    USER_COUNT("user_count"),
    /** Subscribed connections. For presence channels only publish requests return it (4.1.10, 4.4.4). */
    SUBSCRIPTION_COUNT("subscription_count"),
    /** The last event of a cache channel. */
    CACHE("cache"),
    /** The id of a published event ({@code docs/recovery.md}). */
    EVENT_ID("event_id");

    private final String token;

    InfoAttribute(String token) {
        this.token = token;
    }

    /** The name in {@code info} and in responses. */
    String token() {
        return token;
    }

    /** Whether channels of this type have the attribute (4.4.4). */
    boolean appliesTo(ChannelType type) {
        return switch (this) {
            case USER_COUNT -> type.isPresence();
            case SUBSCRIPTION_COUNT -> !type.isPresence();
            case CACHE -> type.isCache();
            case EVENT_ID -> true;
        };
    }
}
