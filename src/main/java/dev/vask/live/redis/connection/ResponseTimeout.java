package dev.vask.live.redis.connection;

import java.time.Duration;

/**
 * Decides when a connection that receives nothing is broken. Time in which this process did not run is not counted: if the check itself
 * comes late, because the event loop was delayed or the machine is out of CPU, responses may have arrived that were not read yet. Not
 * thread-safe except for {@link #received}.
 */
final class ResponseTimeout {

    private final long interval;
    private final long timeout;
    private long lastCheck;
    private long delayed;
    private volatile long receivedAt;
    private long countedSince;

    /**
     * A timeout that starts now.
     *
     * @param interval how often {@link #isOver} is called
     * @param timeout  the time after which a connection is broken
     * @param now      the time in nanoseconds
     */
    ResponseTimeout(Duration interval, Duration timeout, long now) {
        this.interval = interval.toNanos();
        this.timeout = timeout.toNanos();
        lastCheck = now;
        receivedAt = now;
        countedSince = now;
    }

    /** Something was received. */
    void received(long now) {
        receivedAt = now;
    }

    /** Whether the connection is broken. Call it at each interval, however late. */
    boolean isOver(long now) {
        long received = receivedAt;
        if (received != countedSince) {
            countedSince = received;
            delayed = 0;
        }
        // What was received since the last check was received amid the delay, not before it.
        long from = Math.max(lastCheck, received);
        delayed += Math.max(0, now - from - interval);
        lastCheck = now;
        return now - received - delayed > timeout;
    }

    /** For how long this process did not run while nothing was received, as far as the checks show. */
    Duration delayed() {
        return Duration.ofNanos(delayed);
    }
}
