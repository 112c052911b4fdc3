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
    private static final double MOST = 0.85;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int FEWEST_CHECKS = 20;
    private static final int MOST_CHECKS = 240;

    private final List<MemoryPoolMXBean> oldGeneration = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool ->
                    pool.getType() == MemoryType.HEAP && isOld(pool.getName().toLowerCase(Locale.ROOT)))
            .toList();
    private final List<BufferPoolMXBean> direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .toList();
    private volatile boolean heapShort;
    private volatile boolean directShort;
    private long collected;
    private int checks;
    private int patience = FEWEST_CHECKS;

    private static boolean isOld(String pool) {
        return !pool.contains("eden") && !pool.contains("survivor") && !pool.contains("young");
    }

    void start(@Observes StartupEvent event, Vertx vertx, Meters meters) {
        meters.registerCondition("vask.memory.short", "1 while new connections are rejected because memory is short", this::isShort);
        vertx.setPeriodic(PAUSE.toMillis(), timer -> check());
    }

    /** Whether new connections must be rejected. Thread-safe. */
    boolean isShort() {
        return heapShort || directShort;
    }

    private void check() {
        boolean before = isShort();
        heapShort = isHeapShort();
        directShort = usedDirect() > MOST * PlatformDependent.maxDirectMemory();
        if (before != isShort()) {
            LOG.warnf(
                    before
                            ? "Memory is available again; accepting new connections"
                            : "Memory is short (%s); rejecting new connections",
                    heapShort ? "heap" : "direct memory");
        }
        collectIfNobodyDoes();
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
        return usage.getUsed() > MOST * max;
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
     * Runs a collection if none has run for 5 s, and then less often. An idle process makes no garbage, so no collection would show
     * that its memory is free again.
     */
    private void collectIfNobodyDoes() {
        if (!heapShort) {
            checks = 0;
            patience = FEWEST_CHECKS;
            return;
        }
        long now = oldGeneration.stream()
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
        checks = now == collected ? checks + 1 : 0;
        collected = now;
        if (checks >= patience) {
            checks = 0;
            patience = Math.min(MOST_CHECKS, 2 * patience);
            System.gc();
        }
    }
}
