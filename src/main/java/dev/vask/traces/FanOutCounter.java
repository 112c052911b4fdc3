package dev.vask.traces;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the messages and deliveries of a publish until the last one. */
final class FanOutCounter implements FanOutTrace {

    private final AtomicInteger pending = new AtomicInteger(1); // one for the caller until it closes
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong deliveries = new AtomicLong();
    private final End listener;

    FanOutCounter(End listener) {
        this.listener = listener;
    }

    @Override
    public void message() {
        messages.incrementAndGet();
    }

    @Override
    public void begin() {
        pending.incrementAndGet();
    }

    @Override
    public void delivered(int subscriptions) {
        deliveries.addAndGet(subscriptions);
        close();
    }

    @Override
    public void close() {
        if (pending.decrementAndGet() == 0) {
            listener.ended(messages.get(), deliveries.get());
        }
    }
}
