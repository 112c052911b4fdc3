package dev.vask.traces;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way of one publish to the sockets of this node, which is over when the last event loop has handed on its last message. Safe
 * for use by several threads.
 */
public final class FanOut {

    private final AtomicInteger underWay = new AtomicInteger(1); // one for the caller until it closes
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong deliveries = new AtomicLong();
    private final End end;

    /** Hears how it ended. */
    public interface End {

        /**
         * It is over.
         *
         * @param messages   how many there were, one for each channel or user of each event that has listeners here
         * @param deliveries to how many subscriptions they were handed, all together
         */
        void ended(int messages, long deliveries);
    }

    /** One that begins. */
    public FanOut(End end) {
        this.end = end;
    }

    /** One of its messages is here. */
    public void message() {
        messages.incrementAndGet();
    }

    /** An event loop was given a message; {@link #delivered} has to follow. */
    public void begin() {
        underWay.incrementAndGet();
    }

    /** An event loop has handed its message to so many subscriptions. */
    public void delivered(int subscriptions) {
        deliveries.addAndGet(subscriptions);
        close();
    }

    /** There are no more messages. To be called once. */
    public void close() {
        if (underWay.decrementAndGet() == 0) {
            end.ended(messages.get(), deliveries.get());
        }
    }
}
