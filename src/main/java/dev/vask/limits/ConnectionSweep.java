package dev.vask.limits;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Checks the HTTP connections of one event loop once per tick. Its clock counts ticks instead of time: while an event loop is
 * blocked it reads nothing, and that time must not count as a delay of the client. Use it only on the event loop.
 */
final class ConnectionSweep {

    /** The connection whose bytes are being read. */
    @Nullable
    ChannelHandlerContext reading;

    private @Nullable ConnectionTimer first;
    private int now;

    private ConnectionSweep() {}

    static ConnectionSweep start(EventExecutor loop, Duration tick) {
        ConnectionSweep sweep = new ConnectionSweep();
        loop.scheduleWithFixedDelay(sweep::check, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
        return sweep;
    }

    /** The current tick. */
    int now() {
        return now;
    }

    /** Adds a connection that is in no sweep. */
    void add(ConnectionTimer timer) {
        timer.next = first;
        if (first != null) {
            first.previous = timer;
        }
        first = timer;
    }

    /** Removes a connection of this sweep. */
    void remove(ConnectionTimer timer) {
        if (timer.previous == null) {
            first = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.next = null;
        timer.previous = null;
    }

    private void check() {
        now++;
        ConnectionTimer timer = first;
        while (timer != null) {
            ConnectionTimer following = timer.next; // a connection that is closed leaves the list
            timer.check();
            timer = following;
        }
    }
}
