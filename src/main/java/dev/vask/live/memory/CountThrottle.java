package dev.vask.live.memory;

import dev.vask.protocol.ProtocolLimits;

/**
 * Throttles the subscription count of a channel (12.3): every change is sent up to 100 subscribers, above that at most one every 5
 * s.
 */
final class CountThrottle {

    private static final long INTERVAL = ProtocolLimits.SUBSCRIPTION_COUNT_INTERVAL.toMillis();

    private long sentAt = Long.MIN_VALUE / 2;
    private boolean pending;

    /** Records a change. Returns whether the new count must be sent immediately. */
    boolean changed(int subscriptions, long nowMillis) {
        pending = true;
        return subscriptions <= ProtocolLimits.UNTHROTTLED_SUBSCRIBERS || isDue(nowMillis);
    }

    /** Whether there is a change that was not sent, and enough time has passed. */
    boolean isDue(long nowMillis) {
        long elapsed = nowMillis - sentAt;
        return pending && (elapsed >= INTERVAL || elapsed < 0); // a clock that is set back must not stop the counts
    }

    void sent(long nowMillis) {
        pending = false;
        sentAt = nowMillis;
    }
}
