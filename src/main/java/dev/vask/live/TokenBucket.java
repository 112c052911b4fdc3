package dev.vask.live;

import java.time.Duration;

/**
 * Allows so many events per second, and as many at once after a rest. Not safe for use by several threads at once.
 */
public final class TokenBucket {

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private double tokens;
    private long filledAt;

    /**
     * A full bucket.
     *
     * @param perSecond the rate, and how much it holds
     * @param nanos     the time now, on a clock that only goes forward
     */
    public TokenBucket(int perSecond, long nanos) {
        tokens = perSecond;
        filledAt = nanos;
    }

    /**
     * Takes {@code weight} events out, all or none. More than the bucket ever holds pass when it is full, and are paid for after.
     *
     * @param perSecond the rate as it is now, at least 1; a change takes effect at once
     * @return zero if they may pass, else how long to wait until they may
     */
    public Duration take(int weight, int perSecond, long nanos) {
        tokens = Math.min(perSecond, tokens + (nanos - filledAt) * perSecond / NANOS_PER_SECOND);
        filledAt = nanos;
        double missing = Math.min(weight, perSecond) - tokens;
        if (missing > 0) {
            return Duration.ofNanos((long) Math.ceil(missing * NANOS_PER_SECOND / perSecond));
        }
        tokens -= weight;
        return Duration.ZERO;
    }
}
