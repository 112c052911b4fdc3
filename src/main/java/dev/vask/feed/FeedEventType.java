package dev.vask.feed;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What happened. */
public enum FeedEventType {
    /** A connection was accepted. */
    CONNECTION_OPENED,
    /** A connection ended, or was rejected. */
    CONNECTION_CLOSED,
    /** A connection subscribed to a channel. */
    SUBSCRIBED,
    /** A subscription or a sign-in was rejected. */
    SUBSCRIPTION_REJECTED,
    /** A connection unsubscribed from a channel; not reported for what ends with the connection. */
    UNSUBSCRIBED,
    /** A channel has its first subscription. */
    CHANNEL_OCCUPIED,
    /** A channel has no subscription any more. */
    CHANNEL_VACATED,
    /** A user has its first connection on a presence channel. */
    MEMBER_ADDED,
    /** A user has no connection on a presence channel any more. */
    MEMBER_REMOVED,
    /** An event of a backend or a client was accepted. */
    EVENT_PUBLISHED,
    /** A request to the HTTP API had a wrong signature. */
    SIGNATURE_REJECTED,
    /** An attempt to deliver a webhook has ended. */
    WEBHOOK_ATTEMPT,
    /** Events were left out because of a limit. Every viewer receives it. */
    SKIPPED;

    private static final Map<String, FeedEventType> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(FeedEventType::wireName, type -> type));

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in the stream. */
    public String wireName() {
        return wireName;
    }

    /** The type with a name, null if there is no such type. */
    public static @Nullable FeedEventType of(String wireName) {
        return BY_NAME.get(wireName);
    }
}
