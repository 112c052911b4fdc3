package dev.vask.bench;

import java.time.Duration;

/**
 * The time of the measurement, after the warm-up, in terms of {@link System#nanoTime}.
 *
 * @param end exclusive; publishing stops then as well
 */
record MeasurementWindow(long start, long end) {

    static final MeasurementWindow EMPTY = new MeasurementWindow(0, 0);

    static MeasurementWindow startingAfter(Duration warmUp, Duration duration) {
        long start = System.nanoTime() + warmUp.toNanos();
        return new MeasurementWindow(start, start + duration.toNanos());
    }

    boolean contains(long time) {
        return time - start >= 0 && time - end < 0;
    }

    boolean isOverAt(long time) {
        return time - end >= 0;
    }

    double seconds() {
        return (end - start) / 1e9;
    }
}
