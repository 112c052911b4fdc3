package dev.vask.edge;

/** Allows so many frames per second on average, and a burst after a rest. Not safe for use by several threads at once. */
final class FrameRate {

    private final long interval;
    private final long burst;
    private long paidUntil;

    /**
     * A rate of which the whole burst is available.
     *
     * @param interval nanoseconds per frame
     * @param burst    nanoseconds that frames may come ahead of the rate
     * @param now      the time now, in {@link System#nanoTime}, as everywhere here
     */
    FrameRate(long interval, long burst, long now) {
        this.interval = interval;
        this.burst = burst;
        this.paidUntil = now;
    }

    /** Nanoseconds until the next frame is allowed; zero or less if it is allowed now. */
    long delay(long now) {
        return paidUntil + interval - now - burst;
    }

    /** Counts one frame. */
    void take(long now) {
        paidUntil = (paidUntil - now > 0 ? paidUntil : now) + interval;
    }
}
