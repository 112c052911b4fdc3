package dev.vask.bench;

import java.time.Duration;

/**
 * The time that counts, after the warm-up, in {@link System#nanoTime}.
 *
 * @param until when publishing ends, too
 */
record Window(long from, long until) {

    static final Window NEVER = new Window(0, 0);

    static Window after(Duration warmUp, Duration length) {
        long from = System.nanoTime() + warmUp.toNanos();
        return new Window(from, from + length.toNanos());
    }

    boolean has(long time) {
        return time - from >= 0 && time - until < 0;
    }

    boolean isOverAt(long time) {
        return time - until >= 0;
    }

    double seconds() {
        return (until - from) / 1e9;
    }
}
