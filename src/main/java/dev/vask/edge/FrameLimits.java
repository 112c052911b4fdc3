package dev.vask.edge;

import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The bounds on the WebSocket frames that one connection may send (section 14), and what all connections share to keep them. */
@Singleton
final class FrameLimits {

    private static final int SHARE_OF_MEMORY = 16;
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Meters meters;
    private final MessageBudget budget;
    private final int commandsPerSecond;
    private final long interval;
    private final long burst;
    private final Duration throttleTimeout;
    private final Duration messageTimeout;

    FrameLimits(EdgeConfig config, Meters meters) {
        this.meters = meters;
        this.budget = new MessageBudget(config.unfinishedBytes().orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY));
        this.commandsPerSecond = positive("vask.edge.commands-per-second", config.commandsPerSecond());
        this.interval = TimeUnit.SECONDS.toNanos(1) / commandsPerSecond;
        this.burst = interval * positive("vask.edge.command-burst", config.commandBurst());
        this.throttleTimeout = config.throttleTimeout();
        this.messageTimeout = config.messageTimeout();
    }

    private static int positive(String setting, int value) {
        if (value < 1) {
            throw new ConfigurationException("Invalid value for %s: must be at least 1, found %d.".formatted(setting, value));
        }
        return value;
    }

    /** The rate of one new connection. */
    FrameRate rate(long now) {
        return new FrameRate(interval, burst, now);
    }

    int commandsPerSecond() {
        return commandsPerSecond;
    }

    /** How long reading pauses at least, in nanoseconds: several frames are allowed after it, if the burst has room for them. */
    long pause() {
        return Math.min(LONGEST_PAUSE, burst / 2);
    }

    /** How long a connection may stay above the rate. */
    Duration throttleTimeout() {
        return throttleTimeout;
    }

    /** How long a message may take from its first byte to its last. */
    Duration messageTimeout() {
        return messageTimeout;
    }

    /** The bytes of unfinished messages of all connections. */
    MessageBudget budget() {
        return budget;
    }

    /** Counts that a connection reached a bound. */
    void reached(Bound bound) {
        meters.rejected(bound);
    }
}
