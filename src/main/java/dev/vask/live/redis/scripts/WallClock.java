package dev.vask.live.redis.scripts;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Times in messages between nodes: microseconds since 1970, by the clock of the sender. */
final class WallClock {

    private WallClock() {}

    static String now() {
        return Long.toString(micros());
    }

    /** The time as {@link System#nanoTime} of this process; now if the clock of the sender is ahead. */
    static long inNanoTime(String moment) {
        long ago = Math.max(0, micros() - Long.parseLong(moment));
        return System.nanoTime() - TimeUnit.MICROSECONDS.toNanos(ago);
    }

    private static long micros() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }
}
