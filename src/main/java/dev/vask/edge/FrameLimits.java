package dev.vask.edge;

import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The limits on WebSocket frames of one connection (section 14), and the budget that all connections share. */
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
        this.budget = new MessageBudget(
                config.unfinishedBytes().orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY));
        this.commandsPerSecond = positive("vask.edge.commands-per-second", config.commandsPerSecond());
        this.interval = TimeUnit.SECONDS.toNanos(1) / commandsPerSecond;
        this.burst = interval * positive("vask.edge.command-burst", config.commandBurst());
        this.throttleTimeout = config.throttleTimeout();
        this.messageTimeout = config.messageTimeout();
    }

    private static int positive(String setting, int value) {
        if (value < 1) {
            throw new ConfigurationException(
                    "Invalid value for %s: must be at least 1, found %d.".formatted(setting, value));
        }
        return value;
    }

    /** Creates the rate limit of a new connection. */
    FrameRate rate(long now) {
        return new FrameRate(interval, burst, now);
    }

    int commandsPerSecond() {
        return commandsPerSecond;
    }

    /** Minimum pause of reading, in nanoseconds. Several frames are allowed after it, if the burst is that large. */
    long pause() {
        return Math.min(LONGEST_PAUSE, burst / 2);
    }

    /** Maximum time that a connection may stay above the rate. */
    Duration throttleTimeout() {
        return throttleTimeout;
    }

    /** Maximum time from the first to the last byte of a message. */
    Duration messageTimeout() {
        return messageTimeout;
    }

    /** The budget for bytes of incomplete messages of all connections. */
    MessageBudget budget() {
        return budget;
    }

    /** Counts a connection that reached a limit. */
    void reached(Bound bound) {
        meters.rejected(bound);
    }
}
