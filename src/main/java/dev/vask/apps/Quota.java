package dev.vask.apps;

import java.util.Locale;

/** A quota that an app can run into, under the name that operators know. */
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

    /** Its name in the admin API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
