package dev.vask.api;

import dev.vask.protocol.ChannelType;

/** What a backend may ask to know of a channel. */
enum Attribute {
    /** Distinct members of a presence channel. */
    USER_COUNT("user_count"),
    /** Connections that are subscribed; of presence channels it is returned by publishes only (4.1.10, 4.4.4). */
    SUBSCRIPTION_COUNT("subscription_count"),
    /** The last event of a cache channel. */
    CACHE("cache");

    private final String token;

    Attribute(String token) {
        this.token = token;
    }

    /** Its name in {@code info} and in answers. */
    String token() {
        return token;
    }

    /** Whether channels of this type can be asked for it (4.4.4). */
    boolean appliesTo(ChannelType type) {
        return switch (this) {
            case USER_COUNT -> type.isPresence();
            case SUBSCRIPTION_COUNT -> !type.isPresence();
            case CACHE -> type.isCache();
        };
    }
}
