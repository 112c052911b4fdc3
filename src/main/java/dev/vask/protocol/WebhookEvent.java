package dev.vask.protocol;

import org.jspecify.annotations.Nullable;

/** Something that a backend is told of, one record per type (13.5). */
public sealed interface WebhookEvent {

    /** The channel that it happened on; every event has one. */
    String channel();

    /** Of which type it is. */
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

    /** The first subscription of the whole service. */
    record ChannelOccupied(String channel) implements WebhookEvent {}

    /** The last subscription of the whole service is gone. */
    record ChannelVacated(String channel) implements WebhookEvent {}

    /** The first connection of a user joined. */
    record MemberAdded(String channel, String userId) implements WebhookEvent {}

    /** The last connection of a user is gone. */
    record MemberRemoved(String channel, String userId) implements WebhookEvent {}

    /** Somebody subscribed to a cache channel that has nothing cached (8.7). */
    record CacheMiss(String channel) implements WebhookEvent {}

    /** A socket published; {@code userId} on presence channels only. */
    record ClientEvent(String channel, String event, String data, String socketId, @Nullable String userId)
            implements WebhookEvent {}

    /** How many connections the channel has (12.7). */
    record SubscriptionCount(String channel, long count) implements WebhookEvent {}
}
