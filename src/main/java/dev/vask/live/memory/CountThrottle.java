package dev.vask.live.memory;

import dev.vask.protocol.Limits;

/** When a channel's subscription count may be told (12.3): each change up to 100 subscribers, above that every 5 s at most. */
final class CountThrottle {

    private static final long INTERVAL = Limits.SUBSCRIPTION_COUNT_INTERVAL.toMillis();

    private long toldAt = Long.MIN_VALUE / 2;
    private boolean heldBack;

    /** Notes a change, and whether the new count is to be told at once. */
    boolean changed(int subscriptions, long nowMillis) {
        heldBack = true;
        return subscriptions <= Limits.UNTHROTTLED_SUBSCRIBERS || isDue(nowMillis);
    }

    /** Whether there is a change that was not told, and enough time has passed. */
    boolean isDue(long nowMillis) {
        long elapsed = nowMillis - toldAt;
        return heldBack && (elapsed >= INTERVAL || elapsed < 0); // a clock that was set back must not silence the counts
    }

    void told(long nowMillis) {
        heldBack = false;
        toldAt = nowMillis;
    }
}
