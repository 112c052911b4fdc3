package dev.vask.bench;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What went wrong while a load ran: a delivery lost, repeated or out of order, a refusal, a broken connection. */
final class Faults {

    private final AtomicReference<@Nullable String> first = new AtomicReference<>();
    private final LongAdder count = new LongAdder();

    void add(String fault) {
        count.increment();
        first.compareAndSet(null, fault);
    }

    long count() {
        return count.sum();
    }

    /** Ends a run in which anything went wrong: numbers of a server that does not do its work are no numbers. */
    void check() {
        String fault = first.get();
        if (fault != null) {
            throw new BenchFailure("%d fault(s), the first: %s".formatted(count.sum(), fault));
        }
    }
}
