package dev.vask.edge;

/** A rate limit with a burst. Not thread-safe. */
public final class FrameRate {

    private final long interval;
    private final long burst;
    private long paidUntil;

    /**
     * Creates a rate whose whole burst is available.
     *
     * @param interval nanoseconds per frame
     * @param burst    nanoseconds that frames may be ahead of the rate
     * @param now      the current time, in {@link System#nanoTime}, as in all methods
     */
    FrameRate(long interval, long burst, long now) {
        this.interval = interval;
        this.burst = burst;
        this.paidUntil = now;
    }

    /** Nanoseconds until the next frame is allowed; zero or less if it is allowed now. */
    public long delay(long now) {
        return paidUntil + interval - now - burst;
    }

    /** Counts one frame. */
    public void take(long now) {
        paidUntil = (paidUntil - now > 0 ? paidUntil : now) + interval;
    }
}
