package dev.vask.live.redis;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Moments as instances tell them to each other: microseconds since 1970, by the clock of each. */
final class WallClock {

    private WallClock() {}

    static String now() {
        return Long.toString(micros());
    }

    /** The moment in {@link System#nanoTime} of this process; now if the clock of who told it is ahead. */
    static long inNanoTime(String moment) {
        long ago = Math.max(0, micros() - Long.parseLong(moment));
        return System.nanoTime() - TimeUnit.MICROSECONDS.toNanos(ago);
    }

    private static long micros() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }
}
