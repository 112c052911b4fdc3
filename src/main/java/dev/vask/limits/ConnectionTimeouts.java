package dev.vask.limits;

import dev.vask.meters.Meters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of connections, in ticks of a coarse clock, and one sweep per event loop that closes connections after a timeout.
 */
@Unremovable // looked up by ConnectionInitializer
@Singleton
final class ConnectionTimeouts {

    private static final Duration MAX_TICK = Duration.ofSeconds(1);
    private static final Duration MIN_TICK = Duration.ofMillis(10);
    private static final int TICKS_PER_TIMEOUT = 10;

    private final Map<EventExecutor, ConnectionSweep> sweeps = new ConcurrentHashMap<>();
    private final MemoryMonitor memory;
    private final Meters meters;
    private final Duration tick;
    private final int request;
    private final int idle;
    private volatile boolean unmatched;

    ConnectionTimeouts(LimitsConfig limits, HttpConfig http, MemoryMonitor memory, Meters meters) {
        Duration requestTimeout = positive("vask.edge.request-timeout", limits.requestTimeout());
        Duration idleTimeout = positive("vask.http.idle-timeout", http.idleTimeout());
        this.memory = memory;
        this.meters = meters;
        this.tick = tick(requestTimeout.compareTo(idleTimeout) < 0 ? requestTimeout : idleTimeout);
        this.request = ticks(requestTimeout);
        this.idle = ticks(idleTimeout);
    }

    private static Duration positive(String setting, Duration value) {
        if (!value.isPositive()) {
            throw new ConfigurationException(
                    "Invalid value for %s: must be longer than 0, found %s.".formatted(setting, value));
        }
        return value;
    }

    private static Duration tick(Duration shortest) {
        Duration tick = shortest.dividedBy(TICKS_PER_TIMEOUT);
        if (tick.compareTo(MIN_TICK) < 0) {
            return MIN_TICK;
        }
        return tick.compareTo(MAX_TICK) > 0 ? MAX_TICK : tick;
    }

    private int ticks(Duration timeout) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE / 2, Math.ceilDiv(timeout.toNanos(), tick.toNanos())));
    }

    /** Ticks to receive the head of a request, and again to receive its body. */
    int request() {
        return request;
    }

    /** Ticks that a connection may stay open without a request. */
    int idle() {
        return idle;
    }

    /** Ticks that a client has to read a response; fewer while memory is short. */
    int response() {
        return memory.isShort() ? 1 : idle;
    }

    Meters meters() {
        return meters;
    }

    /** The connection of this event loop whose bytes are being read, null if none or if it is a WebSocket. */
    @Nullable
    ChannelHandlerContext reading() {
        for (Map.Entry<EventExecutor, ConnectionSweep> entry : sweeps.entrySet()) {
            if (entry.getKey().inEventLoop()) {
                return entry.getValue().reading;
            }
        }
        return null;
    }

    /** Reports a request whose connection was not found. Deadlines that a request ends are not enforced from then on. */
    void requestNotMatched() {
        unmatched = true;
    }

    /** Whether it is known of each connection whether it has sent a request. */
    boolean matchesRequests() {
        return !unmatched;
    }

    /** The sweep of the connection's event loop. */
    ConnectionSweep sweep(Channel channel) {
        return sweeps.computeIfAbsent(channel.eventLoop(), loop -> ConnectionSweep.start(loop, tick));
    }
}
