package dev.vask.edge;

import org.jspecify.annotations.Nullable;

/**
 * The limiter of a connection whose frames cannot be seen. It cannot pause a client: it lets a client be ahead of the rate for as
 * long as a paused one may stay above it, and counts messages that wait like incomplete ones. Netty and Vert.x close the connection at
 * frame errors.
 */
final class FallbackInboundLimiter implements InboundLimiter {

    private final FrameLimits limits;
    private final FrameRate rate;
    private long lastReceivedAt = System.nanoTime();
    private int held;

    FallbackInboundLimiter(FrameLimits limits) {
        this.limits = limits;
        this.rate = limits.rate(lastReceivedAt);
    }

    @Override
    public long lastReceivedAt() {
        return lastReceivedAt;
    }

    @Override
    public @Nullable CloseCause received(int bytes) {
        held += bytes;
        CloseCause tooFast = controlFrame();
        return limits.budget().change(bytes) ? tooFast : limits.tooManyUnfinished();
    }

    @Override
    public @Nullable CloseCause controlFrame() {
        lastReceivedAt = System.nanoTime();
        boolean tooFast = rate.delay(lastReceivedAt) > limits.throttleTimeout().toNanos();
        rate.take(lastReceivedAt);
        return tooFast ? limits.tooFast() : null;
    }

    @Override
    public void handled(int bytes) {
        release(Math.min(bytes, held));
    }

    @Override
    public void stop() {
        release(held);
    }

    private void release(int bytes) {
        held -= bytes;
        limits.budget().change(-bytes);
    }
}
