package dev.vask.limits;

import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections of the process by number and by the memory in use. A connection above the limit is accepted provisionally,
 * so that the server can send the reason of the rejection (5.1.3, 4100) or serve a health check. There are few provisional
 * connections at a time: for a new one, the oldest is closed.
 */
@Unremovable // looked up by ConnectionInitializer
@Singleton
public final class ConnectionLimiter {

    private static final Logger LOG = Logger.getLogger(ConnectionLimiter.class);
    private static final String SETTING = "vask.edge.max-connections";
    private static final long HEAP_PER_CONNECTION = 16 * 1024;
    private static final long WARNING_INTERVAL = Duration.ofMinutes(1).toNanos();
    private static final int MIN_CONNECTIONS = 64;
    private static final int PROVISIONAL_DIVISOR = 16;
    private static final int MIN_PROVISIONAL = 16;
    private static final int MAX_PROVISIONAL = 256;

    /** Connections that are waiting to be closed by their event loop. */
    private static final int MAX_EVICTED = 512;

    /** Files, connections to Redis, Postgres and webhook endpoints, and files of the JVM. */
    private static final int OTHER_FILES = 256;

    private final AttributeKey<Bound> provisionalFor = AttributeKey.valueOf("vask.provisional");
    private final ChannelFutureListener release = future -> release(future.channel());
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger evicted = new AtomicInteger();
    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - WARNING_INTERVAL);
    private final Set<Channel> provisional = new LinkedHashSet<>();
    private final ConnectionLookup lookup;
    private final MemoryMonitor memory;
    private final Meters meters;
    private final int max;
    private final int maxProvisional;

    ConnectionLimiter(LimitsConfig config, ConnectionLookup lookup, MemoryMonitor memory, Meters meters) {
        this.lookup = lookup;
        this.memory = memory;
        this.meters = meters;
        this.max = computeLimit(config.maxConnections(), Runtime.getRuntime().maxMemory(), OpenFiles.limit());
        this.maxProvisional = provisionalLimit(max);
    }

    /** The limit that results from the setting, the maximum heap in bytes and the limit of open files. */
    static int computeLimit(OptionalInt setting, long maxHeap, long openFiles) {
        if (setting.isPresent() && setting.getAsInt() < 1) {
            throw new ConfigurationException(
                    ("Invalid value for %s: must be at least 1, found %d. Remove the setting to allow one connection per 16 KiB of"
                                    + " the maximum heap.")
                            .formatted(SETTING, setting.getAsInt()));
        }
        long byFiles = openFiles - OTHER_FILES - MAX_PROVISIONAL - MAX_EVICTED;
        if (setting.isPresent()) {
            if (setting.getAsInt() > byFiles) {
                LOG.warnf(
                        "%s is %d, but the limit of open files is %d; raise it above the number of connections (ulimit -n)",
                        SETTING, setting.getAsInt(), openFiles);
            }
            return setting.getAsInt();
        }
        return (int) Math.min(
                Integer.MAX_VALUE, Math.max(MIN_CONNECTIONS, Math.min(maxHeap / HEAP_PER_CONNECTION, byFiles)));
    }

    private static int provisionalLimit(int max) {
        return Math.clamp(max / PROVISIONAL_DIVISOR, MIN_PROVISIONAL, MAX_PROVISIONAL);
    }

    void start(@Observes StartupEvent event) {
        meters.registerGauge(
                "vask.tcp.connections",
                "Open TCP connections: WebSocket, HTTP, and connections that are being rejected",
                this::open);
        meters.registerGauge(
                "vask.tcp.connections.max", "Number of connections above which new ones are rejected", () -> max);
        LOG.debugf("Limits: %d connections, %d connections that are being rejected", max, maxProvisional);
    }

    private int open() {
        synchronized (provisional) {
            return admitted.get() + provisional.size();
        }
    }

    /** Counts an accepted connection. Returns false if it must be closed immediately. */
    boolean accept(Channel channel) {
        Bound reached = memory.isShort() ? Bound.MEMORY : null;
        if (reached == null && !admit()) {
            reached = Bound.CONNECTIONS;
        }
        if (reached != null) {
            warn(reached);
        }
        if (reached != null && !acceptProvisionally(channel, reached)) {
            meters.rejected(reached);
            return false;
        }
        channel.closeFuture().addListener(release);
        return true;
    }

    /** Logs a warning, at most once a minute. */
    private void warn(Bound reached) {
        long now = System.nanoTime();
        long last = warnedAt.get();
        if (now - last >= WARNING_INTERVAL && warnedAt.compareAndSet(last, now)) {
            LOG.warnf(
                    "Rejecting new connections, limit reached: %s (%d connections, maximum %d)",
                    reached.label(), open(), max);
        }
    }

    private boolean admit() {
        if (admitted.incrementAndGet() <= max) {
            return true;
        }
        admitted.decrementAndGet();
        return false;
    }

    private boolean acceptProvisionally(Channel channel, Bound reached) {
        Channel oldest = null;
        synchronized (provisional) {
            if (provisional.size() >= maxProvisional) {
                if (evicted.get() >= MAX_EVICTED) {
                    return false; // the event loops cannot close connections fast enough
                }
                Iterator<Channel> byAge = provisional.iterator();
                oldest = byAge.next();
                byAge.remove();
                evicted.incrementAndGet();
            }
            channel.attr(provisionalFor).set(reached);
            provisional.add(channel);
        }
        if (oldest != null) {
            meters.rejected(reached);
            oldest.close();
        }
        return true;
    }

    private void release(Channel channel) {
        if (reached(channel) == null) {
            admitted.decrementAndGet();
            return;
        }
        synchronized (provisional) {
            if (!provisional.remove(channel)) {
                evicted.decrementAndGet();
            }
        }
    }

    private @Nullable Bound reached(Channel channel) {
        return channel.hasAttr(provisionalFor) ? channel.attr(provisionalFor).get() : null;
    }

    /** Returns the limit for which a request must be rejected, null for none. Runs on the event loop of the connection. */
    @Nullable
    Bound rejection(HttpServerRequest request) {
        ChannelHandlerContext connection = lookup.find(request);
        return connection == null ? null : rejection(connection.channel());
    }

    private @Nullable Bound rejection(Channel channel) {
        Bound reached = reached(channel);
        return reached == null || isAdmittedNow(channel) ? null : reached;
    }

    /** Returns the limit for which an upgrade must be rejected, null for none, and counts the rejection. */
    public @Nullable Bound rejectionOfUpgrade(HttpServerRequest request) {
        return counted(memory.isShort() ? Bound.MEMORY : rejection(request));
    }

    /** Whether all requests of a connection are received and answered. Runs on the event loop of the connection. */
    public boolean isIdle(Channel channel) {
        ConnectionTimer timer = channel.pipeline().get(ConnectionTimer.class);
        return timer != null && timer.isIdle();
    }

    /**
     * Ends the deadlines for requests of a connection that becomes a WebSocket. Returns the limit for which it must be rejected, null for
     * none, and counts the rejection. Runs on the event loop of the connection.
     */
    public @Nullable Bound upgraded(Channel channel) {
        ConnectionTimer timer = channel.pipeline().get(ConnectionTimer.class);
        if (timer != null) {
            timer.becomesWebSocket(channel.pipeline());
        }
        return counted(memory.isShort() ? Bound.MEMORY : rejection(channel));
    }

    private @Nullable Bound counted(@Nullable Bound reached) {
        if (reached != null) {
            meters.rejected(reached);
        }
        return reached;
    }

    /** Admits a provisional connection if the limit allows it now. */
    private boolean isAdmittedNow(Channel channel) {
        if (memory.isShort() || !admit()) {
            return false;
        }
        synchronized (provisional) {
            if (provisional.remove(channel)) {
                channel.attr(provisionalFor).set(null);
                return true;
            }
        }
        admitted.decrementAndGet(); // it is being closed in favor of a newer one
        return false;
    }
}
