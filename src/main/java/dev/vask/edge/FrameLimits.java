package dev.vask.edge;

import dev.vask.meters.AppMeter;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import dev.vask.protocol.ErrorCode;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The limits on WebSocket frames of one connection (section 14), the budget that all connections share, and why a connection is closed at
 * a limit.
 */
@Singleton
public final class FrameLimits {

    /** Maximum bytes of a message (5.2.3). */
    public static final int MAX_MESSAGE_BYTES = 65_536;

    private static final int POLICY_VIOLATION = 1008; // (RFC 6455, 7.4.1)
    private static final int INVALID_MESSAGE_TYPE = 1003;

    private static final int SHARE_OF_MEMORY = 16;
    private static final long MAX_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Meters meters;
    private final LongSupplier clock;
    private final MessageBudget budget;
    private final int commandsPerSecond;
    private final long interval;
    private final long burst;
    private final Duration throttleTimeout;
    private final Duration messageTimeout;
    private final int outboundBytes;

    @Inject
    FrameLimits(EdgeConfig config, Meters meters) {
        this(config, meters, System::nanoTime);
    }

    /** With a clock in place of {@link System#nanoTime}. */
    FrameLimits(EdgeConfig config, Meters meters, LongSupplier clock) {
        this.meters = meters;
        this.clock = clock;
        this.budget = new MessageBudget(
                config.unfinishedBytes().orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY));
        this.commandsPerSecond = positive("vask.edge.commands-per-second", config.commandsPerSecond());
        this.interval = TimeUnit.SECONDS.toNanos(1) / commandsPerSecond;
        this.burst = interval * positive("vask.edge.command-burst", config.commandBurst());
        this.throttleTimeout = config.throttleTimeout();
        this.messageTimeout = config.messageTimeout();
        this.outboundBytes = config.outboundBytes();
    }

    private static int positive(String setting, int value) {
        if (value < 1) {
            throw new ConfigurationException(
                    "Invalid value for %s: must be at least 1, found %d.".formatted(setting, value));
        }
        return value;
    }

    /** The current time, in {@link System#nanoTime}. */
    public long now() {
        return clock.getAsLong();
    }

    /** Creates the rate limit of a new connection. */
    public FrameRate rate(long now) {
        return new FrameRate(interval, burst, now);
    }

    /** Minimum pause of reading, in nanoseconds. Several frames are allowed after it, if the burst is that large. */
    public long pause() {
        return Math.min(MAX_PAUSE, burst / 2);
    }

    /** Maximum time that a connection may stay above the rate. */
    public Duration throttleTimeout() {
        return throttleTimeout;
    }

    /** Maximum time from the first to the last byte of a message. */
    public Duration messageTimeout() {
        return messageTimeout;
    }

    /** The budget for bytes of incomplete messages of all connections. */
    public MessageBudget budget() {
        return budget;
    }

    /** Counts a connection that reached a limit. */
    public void reached(Bound bound) {
        meters.rejected(bound);
    }

    /** Maximum bytes that are buffered for a client. */
    int outboundBytes() {
        return outboundBytes;
    }

    /** The meter of a connection whose app is not known. */
    AppMeter meter() {
        return meters.unknownApp();
    }

    /** Why a connection is closed that stays above the rate of frames. */
    public CloseCause tooFast() {
        return new CloseCause(
                Bound.COMMAND_RATE,
                ErrorCode.OVER_CAPACITY.code(),
                "More than %d commands per second for %d s. Send fewer."
                        .formatted(commandsPerSecond, throttleTimeout.toSeconds()));
    }

    /** Why a connection is closed whose incomplete message exceeds the budget. */
    public CloseCause tooManyUnfinished() {
        return new CloseCause(
                Bound.MESSAGE_BUDGET,
                ErrorCode.OVER_CAPACITY.code(),
                "The node has too many incomplete messages. Reconnect later.");
    }

    /** Why a connection is closed whose message is not complete in time. */
    public CloseCause unfinished() {
        return new CloseCause(
                Bound.MESSAGE_TIME,
                POLICY_VIOLATION,
                "A message was not complete within %d s.".formatted(messageTimeout.toSeconds()));
    }

    /** Why a connection is closed that sends a binary message. */
    public CloseCause binary() {
        return new CloseCause(null, INVALID_MESSAGE_TYPE, "Binary messages are not supported. Send text.");
    }

    /** Why a connection is closed that does not read what it is sent. */
    CloseCause tooSlow(long pendingBytes) {
        return new CloseCause(
                Bound.OUTBOUND_BYTES,
                ErrorCode.OVER_CAPACITY.code(),
                "The client reads too slowly: %d bytes are unsent.".formatted(pendingBytes));
    }
}
