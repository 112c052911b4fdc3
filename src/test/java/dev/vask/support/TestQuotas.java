package dev.vask.support;

import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Quotas of apps in tests; null is unlimited. */
public final class TestQuotas {

    private TestQuotas() {}

    /** Quotas with the defaults for the remaining ones. */
    public static Quotas of(
            @Nullable Integer maxConnections,
            @Nullable Integer eventsPerSecond,
            @Nullable Integer clientEventsPerSecond,
            @Nullable Integer maxEventBytes,
            @Nullable Integer maxPresenceMembers,
            @Nullable Integer cacheTtlSeconds) {
        return of(
                maxConnections,
                eventsPerSecond,
                clientEventsPerSecond,
                maxEventBytes,
                maxPresenceMembers,
                cacheTtlSeconds,
                Quota.MAX_BATCH_EVENTS.defaultLimit(),
                Quota.MAX_CHANNELS_PER_EVENT.defaultLimit(),
                Quota.MAX_CHANNEL_NAME_LENGTH.defaultLimit(),
                Quota.MAX_SUBSCRIPTIONS_PER_CONNECTION.defaultLimit(),
                null,
                null);
    }

    /** All quotas. */
    public static Quotas of(
            @Nullable Integer maxConnections,
            @Nullable Integer eventsPerSecond,
            @Nullable Integer clientEventsPerSecond,
            @Nullable Integer maxEventBytes,
            @Nullable Integer maxPresenceMembers,
            @Nullable Integer cacheTtlSeconds,
            @Nullable Integer maxBatchEvents,
            @Nullable Integer maxChannelsPerEvent,
            @Nullable Integer maxChannelNameLength,
            @Nullable Integer maxSubscriptionsPerConnection,
            @Nullable Integer eventsPerMonth,
            @Nullable Integer maxChannels) {
        Map<String, @Nullable Integer> limits = new LinkedHashMap<>();
        limits.put("max_connections", maxConnections);
        limits.put("events_per_second", eventsPerSecond);
        limits.put("client_events_per_second", clientEventsPerSecond);
        limits.put("max_event_bytes", maxEventBytes);
        limits.put("max_presence_members", maxPresenceMembers);
        limits.put("cache_ttl_seconds", cacheTtlSeconds);
        limits.put("max_batch_events", maxBatchEvents);
        limits.put("max_channels_per_event", maxChannelsPerEvent);
        limits.put("max_channel_name_length", maxChannelNameLength);
        limits.put("max_subscriptions_per_connection", maxSubscriptionsPerConnection);
        limits.put("events_per_month", eventsPerMonth);
        limits.put("max_channels", maxChannels);
        return Quotas.ofNames(limits);
    }
}
