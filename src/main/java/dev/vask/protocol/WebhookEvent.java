package dev.vask.protocol;

import org.jspecify.annotations.Nullable;

/** An event for a webhook, one record per type (13.5). */
public sealed interface WebhookEvent {

    /** The channel; every event has one. */
    String channel();

    /** The type of the event. */
    default WebhookType type() {
        return switch (this) {
            case ChannelOccupied it -> WebhookType.CHANNEL_OCCUPIED;
            case ChannelVacated it -> WebhookType.CHANNEL_VACATED;
            case MemberAdded it -> WebhookType.MEMBER_ADDED;
            case MemberRemoved it -> WebhookType.MEMBER_REMOVED;
            case CacheMiss it -> WebhookType.CACHE_MISS;
            case ClientEvent it -> WebhookType.CLIENT_EVENT;
            case SubscriptionCount it -> WebhookType.SUBSCRIPTION_COUNT;
        };
    }

    /** The first subscription on any node. */
    record ChannelOccupied(String channel) implements WebhookEvent {}

    /** The last subscription on any node ended. */
    record ChannelVacated(String channel) implements WebhookEvent {}

    /** The first connection of a user joined. */
    record MemberAdded(String channel, String userId) implements WebhookEvent {}

    /** The last connection of a user left. */
    record MemberRemoved(String channel, String userId) implements WebhookEvent {}

    /** A subscription to a cache channel whose cache is empty (8.7). */
    record CacheMiss(String channel) implements WebhookEvent {}

    /** A connection published a client event; {@code userId} on presence channels only. */
    record ClientEvent(
            String channel,
            String event,
            String data,
            String socketId,
            @Nullable String userId) implements WebhookEvent {}

    /** The number of subscriptions of the channel (12.7). */
    record SubscriptionCount(String channel, long count) implements WebhookEvent {}
}
