package dev.vask.live;

import java.time.Duration;

/**
 * Allows so many events per second, and as many at once after a rest. Exact: who waits as long as it was told may pass. Not
 * safe for use by several threads at once.
 */
public final class TokenBucket {

    /** Tokens are counted in billionths, so that each nanosecond brings a whole number of them. */
    private static final long TOKEN = Duration.ofSeconds(1).toNanos();

    private long content;
    private long filledAt;

    /**
     * A full bucket.
     *
     * @param perSecond the rate, and how much it holds
     * @param nanos     the time now; if it ever goes back, that time is not counted
     */
    public TokenBucket(int perSecond, long nanos) {
        content = perSecond * TOKEN;
        filledAt = nanos;
    }

    /**
     * Takes {@code weight} events out, all or none. More than the bucket ever holds pass when it is full, and are paid for after.
     *
     * @param perSecond the rate as it is now, at least 1; a change takes effect at once
     * @return zero if they may pass, else how long to wait until they may
     */
    public Duration take(int weight, int perSecond, long nanos) {
        fill(perSecond, nanos);
        long missing = Math.min(weight, perSecond) * TOKEN - content;
        if (missing > 0) {
            return Duration.ofNanos(Math.ceilDiv(missing, perSecond));
        }
        content -= weight * TOKEN;
        return Duration.ZERO;
    }

    /** Whether it holds as much as it can: then it differs from a new one in nothing. */
    public boolean isFull(int perSecond, long nanos) {
        fill(perSecond, nanos);
        return content == perSecond * TOKEN;
    }

    private void fill(int perSecond, long nanos) {
        long room = perSecond * TOKEN - content;
        long elapsed = Math.max(0, nanos - filledAt);
        filledAt = nanos;
        // Compared as times, because a long rest at a high rate is more than a long can count.
        content += elapsed >= Math.ceilDiv(room, perSecond) ? room : elapsed * perSecond;
    }
}
