package dev.vask.wiring;

import dev.vask.live.Scheduler;
import io.vertx.core.Vertx;
import java.time.Duration;

/** {@link Scheduler} with the timers of Vert.x. */
record VertxScheduler(Vertx vertx) implements Scheduler {

    @Override
    public Runnable every(Duration interval, Runnable task) {
        long timer = vertx.setPeriodic(interval.toMillis(), ignored -> task.run());
        return () -> vertx.cancelTimer(timer);
    }
}
