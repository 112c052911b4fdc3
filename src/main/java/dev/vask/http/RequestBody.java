package dev.vask.http;

/**
 * A complete request body. Its bytes count against the budget of the process until it is closed; close it when the request is
 * answered.
 */
public final class RequestBody implements AutoCloseable {

    private final BodyBudget budget;
    private final byte[] bytes;
    private long reserved;

    RequestBody(BodyBudget budget, byte[] bytes, long reserved) {
        this.budget = budget;
        this.bytes = bytes;
        this.reserved = reserved;
    }

    /** The raw bytes; empty if the request has no body. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns its bytes to the budget. Further calls have no effect. */
    @Override
    public void close() {
        if (reserved > 0) {
            budget.release(reserved);
            reserved = 0;
        }
    }
}
