package dev.vask.protocol;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a backend can be told of (13.2). */
public enum WebhookType {
    CHANNEL_OCCUPIED("channel_occupied"),
    CHANNEL_VACATED("channel_vacated"),
    MEMBER_ADDED("member_added"),
    MEMBER_REMOVED("member_removed"),
    CACHE_MISS("cache_miss"),
    CLIENT_EVENT("client_event"),
    SUBSCRIPTION_COUNT("subscription_count");

    /** What a new endpoint is told of: everything but subscription counts. */
    public static final Set<WebhookType> DEFAULTS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(SUBSCRIPTION_COUNT)));

    private final String wireName;

    WebhookType(String wireName) {
        this.wireName = wireName;
    }

    /** The type that a {@code name} on the wire means, empty if none. */
    public static Optional<WebhookType> of(String wireName) {
        return Stream.of(values()).filter(type -> type.wireName.equals(wireName)).findFirst();
    }

    /** Its {@code name} on the wire. */
    public String wireName() {
        return wireName;
    }
}
