package dev.vask.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Checks that nothing changes for a time. A slow machine prolongs the check and cannot fail it. */
public final class Stays {

    private static final Duration INTERVAL = Duration.ofMillis(20);

    private Stays() {}

    /** Checks that a condition is true now and whenever it is evaluated within a time, which is at least twice. */
    public static void trueFor(Duration time, Callable<Boolean> condition) {
        trueFor(time, INTERVAL, condition);
    }

    /** Checks the same, with a pause between two evaluations. */
    public static void trueFor(Duration time, Duration interval, Callable<Boolean> condition) {
        long end = System.nanoTime() + time.toNanos();
        boolean last = false;
        while (true) {
            assertThat(condition).returns(true, Stays::evaluate);
            if (last) {
                return;
            }
            sleep(interval);
            last = System.nanoTime() - end >= 0;
        }
    }

    private static boolean evaluate(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            throw new AssertionError("the condition cannot be evaluated", e);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while checking a condition", e);
        }
    }
}
