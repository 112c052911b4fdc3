package dev.vask.live;

import java.time.Duration;

/** Starts timers. */
public interface Scheduler {

    /**
     * Runs a task repeatedly, for the first time after one interval.
     *
     * @return cancels the timer
     */
    Runnable every(Duration interval, Runnable task);
}
