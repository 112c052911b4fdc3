package dev.vask.live;

import java.time.Duration;

/**
 * A rate limit of events per second, with a burst of the same size. Exact: after the returned waiting time an event is allowed. Not
 * thread-safe.
 */
public final class TokenBucket {

    /** Tokens are counted in billionths, so that each nanosecond adds an integer number of them. */
    private static final long TOKEN = Duration.ofSeconds(1).toNanos();

    private long balance;
    private long refilledAt;

    /**
     * Creates a full bucket.
     *
     * @param perSecond the rate and the size of the bucket
     * @param nanos     the current time; if it goes back, that time is ignored
     */
    public TokenBucket(int perSecond, long nanos) {
        balance = perSecond * TOKEN;
        refilledAt = nanos;
    }

    /**
     * Takes {@code weight} events, all or none. More events than the size of the bucket are allowed when it is full, and leave a
     * negative balance.
     *
     * @param perSecond the current rate, at least 1; a change takes effect immediately
     * @return zero if they are allowed, else the time to wait until they are
     */
    public Duration take(int weight, int perSecond, long nanos) {
        refill(perSecond, nanos);
        long missing = Math.min(weight, perSecond) * TOKEN - balance;
        if (missing > 0) {
            return Duration.ofNanos(Math.ceilDiv(missing, perSecond));
        }
        balance -= weight * TOKEN;
        return Duration.ZERO;
    }

    /** Whether it is full, like a new one. */
    public boolean isFull(int perSecond, long nanos) {
        refill(perSecond, nanos);
        return balance == perSecond * TOKEN;
    }

    private void refill(int perSecond, long nanos) {
        long missing = perSecond * TOKEN - balance;
        long elapsed = Math.max(0, nanos - refilledAt);
        refilledAt = nanos;
        // Compares times, because a long pause at a high rate could overflow.
        balance += elapsed >= Math.ceilDiv(missing, perSecond) ? missing : elapsed * perSecond;
    }
}
