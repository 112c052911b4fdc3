package dev.vask.traces;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The delivery of one publish to the connections of this node. It ends when the last event loop has passed on its last message.
 * Thread-safe.
 */
public final class FanOutTrace {

    private final AtomicInteger underWay = new AtomicInteger(1); // one for the caller until it closes
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong deliveries = new AtomicLong();
    private final End end;

    /** Receives the end of a fan-out. */
    public interface End {

        /**
         * Called at the end.
         *
         * @param messages   the number of messages, one for each channel or user of each event that has subscribers here
         * @param deliveries the number of subscriptions that they were passed to, in total
         */
        void ended(int messages, long deliveries);
    }

    /** Starts a fan-out. */
    public FanOutTrace(End end) {
        this.end = end;
    }

    /** Counts one of its messages. */
    public void message() {
        messages.incrementAndGet();
    }

    /** Reports that an event loop was given a message; {@link #delivered} must follow. */
    public void begin() {
        underWay.incrementAndGet();
    }

    /** Reports that an event loop has passed its message to this many subscriptions. */
    public void delivered(int subscriptions) {
        deliveries.addAndGet(subscriptions);
        close();
    }

    /** Reports that there are no more messages. Call it once. */
    public void close() {
        if (underWay.decrementAndGet() == 0) {
            end.ended(messages.get(), deliveries.get());
        }
    }
}
