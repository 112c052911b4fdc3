package dev.vask.edge;

/** Limits nothing. */
final class FakeLimiter implements InboundLimiter {

    private final long createdAt = System.nanoTime();

    @Override
    public long lastReceivedAt() {
        return createdAt;
    }

    @Override
    public void handled() {}

    @Override
    public void stop() {}
}
