package dev.vask.apps;

import java.util.Locale;

/** The quotas of an app, with their names in the admin API. */
public enum Quota {
    MAX_CONNECTIONS,
    EVENTS_PER_SECOND,
    EVENTS_PER_MONTH,
    CLIENT_EVENTS_PER_SECOND,
    MAX_EVENT_BYTES,
    MAX_BATCH_EVENTS,
    MAX_CHANNELS_PER_EVENT,
    MAX_PRESENCE_MEMBERS,
    MAX_CHANNEL_NAME_LENGTH,
    MAX_SUBSCRIPTIONS_PER_CONNECTION,
    MAX_CHANNELS;

    /** The name in the admin API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
