package dev.vask.bench;

import org.HdrHistogram.Histogram;

/** Counts what one event loop of the generator publishes and hears. To be used on that loop only. */
final class Meter {

    static final long LONGEST_LATENCY = 60_000_000_000L;

    private Histogram latencies = empty();
    private long publishes;
    private Window window = Window.NEVER;

    static Histogram empty() {
        return new Histogram(LONGEST_LATENCY, 3);
    }

    /** Forgets all, and counts what is published in this window. */
    void begin(Window counted) {
        latencies = empty();
        publishes = 0;
        window = counted;
    }

    void published(long time) {
        if (window.has(time)) {
            publishes++;
        }
    }

    void delivered(long publishedAt, long now) {
        if (window.has(publishedAt)) {
            latencies.recordValue(Math.clamp(now - publishedAt, 0, LONGEST_LATENCY));
        }
    }

    Histogram latencies() {
        return latencies;
    }

    long publishes() {
        return publishes;
    }
}
