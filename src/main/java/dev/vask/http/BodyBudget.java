package dev.vask.http;

import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** The budget for the bytes of all request bodies that this process reads or processes. */
@Singleton
final class BodyBudget {

    private static final int SHARE_OF_HEAP = 8;

    private final AtomicLong used = new AtomicLong();
    private final Meters meters;
    private final long total;

    BodyBudget(HttpLimitsConfig config, Meters meters) {
        this.meters = meters;
        this.total = config.bodyBudgetBytes().orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        if (total < BodyLimits.MAX_BODY_BYTES) {
            throw new ConfigurationException("Invalid value for vask.http.body-budget-bytes: %d, must be at least %d."
                    .formatted(total, BodyLimits.MAX_BODY_BYTES));
        }
    }

    /** Reserves bytes until {@link #release}. Returns false and counts a rejection if the budget is exhausted. */
    boolean reserve(long bytes) {
        if (used.addAndGet(bytes) <= total) {
            return true;
        }
        used.addAndGet(-bytes);
        meters.rejected(Bound.BODY_BUDGET);
        return false;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }
}
