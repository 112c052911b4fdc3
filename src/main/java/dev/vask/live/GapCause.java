package dev.vask.live;

import java.util.Locale;

/** Why a subscription cannot continue after an event: whether all later ones are known cannot be proven. */
public enum GapCause {
    /** The app has no history. */
    OFF,
    /** The id has not the form of an id. */
    INVALID,
    /** The live state was lost since, or the history was off meanwhile. */
    EPOCH,
    /** Later events were removed, because of their age or the limits of the history. */
    EXPIRED,
    /** Redis has evicted later events. */
    EVICTED,
    /** There are more bytes to replay than the connection may be sent at once. */
    SIZE,
    /** The connection has asked too often. */
    LIMIT;

    /** The name in metrics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
