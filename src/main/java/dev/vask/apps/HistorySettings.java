package dev.vask.apps;

import java.time.Instant;

/**
 * Which events of an app are kept, for clients that reconnect and for reading ({@code docs/recovery.md}). The limits are per channel;
 * whichever is reached first removes the oldest events.
 *
 * @param enabled      whether events are kept
 * @param maxEvents    the maximum number of events
 * @param ttlSeconds   seconds for which an event is kept
 * @param maxBytes     the maximum size of all events, as sent to subscribers in UTF-8
 * @param clientEvents whether client events are kept too
 * @param since        when all nodes know that these events are kept, or that none are, in milliseconds since 1970: what was published
 *                     before may be missing
 */
public record HistorySettings(
        boolean enabled, int maxEvents, int ttlSeconds, int maxBytes, boolean clientEvents, long since) {

    /** The smallest number of events and of seconds. */
    public static final int SMALLEST_LIMIT = 1;

    public static final int DEFAULT_MAX_EVENTS = 300;

    public static final int LARGEST_MAX_EVENTS = 10_000;

    public static final int DEFAULT_TTL_SECONDS = 300;

    /** One day. */
    public static final int LARGEST_TTL_SECONDS = 86_400;

    /** 1 KiB. */
    public static final int SMALLEST_MAX_BYTES = 1_024;

    /** 1 MiB. */
    public static final int DEFAULT_MAX_BYTES = 1_048_576;

    /** 16 MiB. */
    public static final int LARGEST_MAX_BYTES = 16_777_216;

    /** No history, with the default limits. */
    public static final HistorySettings OFF =
            new HistorySettings(false, DEFAULT_MAX_EVENTS, DEFAULT_TTL_SECONDS, DEFAULT_MAX_BYTES, false, 0);

    /** History with the default limits. */
    public static final HistorySettings ON =
            new HistorySettings(true, DEFAULT_MAX_EVENTS, DEFAULT_TTL_SECONDS, DEFAULT_MAX_BYTES, false, 0);

    /** These settings for an app that is created now, of which no node knows others. */
    public HistorySettings ofNewApp(Instant now) {
        return from(enabled ? now.toEpochMilli() : 0);
    }

    /**
     * These settings in place of others: if the history is switched on or off, or more events are kept than before, all nodes know of it
     * only some time later.
     */
    public HistorySettings replacing(HistorySettings before, Instant now) {
        boolean isSwitched = enabled != before.enabled || (clientEvents && !before.clientEvents);
        return from(
                isSwitched ? Math.max(now.plus(App.PROPAGATION_TIME).toEpochMilli(), before.since + 1) : before.since);
    }

    /** Whether all nodes know these settings at a time. If not, some may not store the events that others store. */
    public boolean areKnownToAllNodes(Instant now) {
        return now.toEpochMilli() >= since;
    }

    private HistorySettings from(long time) {
        return new HistorySettings(enabled, maxEvents, ttlSeconds, maxBytes, clientEvents, time);
    }
}
