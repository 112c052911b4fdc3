package dev.vask.edge;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all connections of the process together may hold of messages that are not complete. Safe for any thread. */
final class MessageBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** A budget of so many bytes, of which none is used. */
    MessageBudget(long limit) {
        this.limit = limit;
    }

    /** Notes that a connection holds this many bytes more, or fewer if negative; false if it grew and the budget is exceeded. */
    boolean change(long more) {
        return used.addAndGet(more) <= limit || more <= 0;
    }
}
