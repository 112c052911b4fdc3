package dev.vask.limits;

import dev.vask.meters.Meters;
import io.netty.util.internal.PlatformDependent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Reports whether 85% of the heap or of direct memory is in use. For the heap, only what the last collection of the old generation
 * left counts, because garbage that is not collected yet is no shortage.
 */
@Singleton
final class MemoryMonitor {

    private static final Logger LOG = Logger.getLogger(MemoryMonitor.class);
    private static final double MAX_SHARE = 0.85;
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(250);
    private static final int MIN_CHECKS = 20;
    private static final int MAX_CHECKS = 240;

    private final List<MemoryPoolMXBean> oldGeneration = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool ->
                    pool.getType() == MemoryType.HEAP && isOld(pool.getName().toLowerCase(Locale.ROOT)))
            .toList();
    private final List<BufferPoolMXBean> direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .toList();
    private volatile boolean heapShort;
    private volatile boolean directShort;
    private long lastCollected;
    private int checks;
    private int checksBeforeGc = MIN_CHECKS;

    private static boolean isOld(String pool) {
        return !pool.contains("eden") && !pool.contains("survivor") && !pool.contains("young");
    }

    void start(@Observes StartupEvent event, Vertx vertx, Meters meters) {
        meters.registerCondition(
                "vask.memory.short", "1 while new connections are rejected because memory is short", this::isShort);
        vertx.setPeriodic(CHECK_INTERVAL.toMillis(), timer -> check());
    }

    /** Whether new connections must be rejected. Thread-safe. */
    boolean isShort() {
        return heapShort || directShort;
    }

    private void check() {
        boolean before = isShort();
        heapShort = isHeapShort();
        directShort = usedDirect() > MAX_SHARE * ProcessMemory.maxDirect();
        if (before != isShort()) {
            LOG.warnf(
                    before
                            ? "Memory is available again; accepting new connections"
                            : "Memory is short (%s); rejecting new connections",
                    heapShort ? "heap" : "direct memory");
        }
        collectGarbageIfNeeded();
    }

    private boolean isHeapShort() {
        for (MemoryPoolMXBean pool : oldGeneration) {
            MemoryUsage collected = pool.getCollectionUsage();
            if (collected != null && isShort(pool.getUsage()) && isShort(collected)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isShort(MemoryUsage usage) {
        long max = usage.getMax() > 0 ? usage.getMax() : Runtime.getRuntime().maxMemory();
        return usage.getUsed() > MAX_SHARE * max;
    }

    /** Netty counts the memory that it allocates without the JDK; the JDK counts the rest. */
    private long usedDirect() {
        long used = Math.max(0, PlatformDependent.usedDirectMemory());
        for (BufferPoolMXBean pool : direct) {
            used += Math.max(0, pool.getMemoryUsed());
        }
        return used;
    }

    /**
     * Runs a collection if none has run for 5 s, and then less often. Without it, an idle process would not notice that memory is
     * available again.
     */
    private void collectGarbageIfNeeded() {
        if (!heapShort) {
            checks = 0;
            checksBeforeGc = MIN_CHECKS;
            return;
        }
        long now = oldGeneration.stream()
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
        checks = now == lastCollected ? checks + 1 : 0;
        lastCollected = now;
        if (checks >= checksBeforeGc) {
            checks = 0;
            checksBeforeGc = Math.min(MAX_CHECKS, 2 * checksBeforeGc);
            System.gc();
        }
    }
}
