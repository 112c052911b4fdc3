package dev.vask.protocol;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The types of webhook events (13.2). */
public enum WebhookType {
    CHANNEL_OCCUPIED("channel_occupied"),
    CHANNEL_VACATED("channel_vacated"),
    MEMBER_ADDED("member_added"),
    MEMBER_REMOVED("member_removed"),
    CACHE_MISS("cache_miss"),
    CLIENT_EVENT("client_event"),
    SUBSCRIPTION_COUNT("subscription_count");

    /** The types of a new webhook: all but subscription counts. */
    public static final Set<WebhookType> DEFAULTS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(SUBSCRIPTION_COUNT)));

    private final String wireName;

    WebhookType(String wireName) {
        this.wireName = wireName;
    }

    /** The type of a wire name, or empty. */
    public static Optional<WebhookType> of(String wireName) {
        return Stream.of(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }
}
