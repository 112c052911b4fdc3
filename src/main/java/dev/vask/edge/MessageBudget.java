package dev.vask.edge;

import java.util.concurrent.atomic.AtomicLong;

/** The budget for the bytes of incomplete messages of all connections of the process. Thread-safe. */
public final class MessageBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** Creates a budget of this many bytes. */
    MessageBudget(long limit) {
        this.limit = limit;
    }

    /** Adds bytes, or removes them if negative. Returns false if bytes were added and the budget is exceeded. */
    public boolean change(long more) {
        return used.addAndGet(more) <= limit || more <= 0;
    }
}
