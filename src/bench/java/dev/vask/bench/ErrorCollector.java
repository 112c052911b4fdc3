package dev.vask.bench;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What went wrong while a load ran: a delivery lost, repeated or out of order, a refusal, a broken connection. */
final class ErrorCollector {

    private final AtomicReference<@Nullable String> first = new AtomicReference<>();
    private final LongAdder count = new LongAdder();

    void add(String error) {
        count.increment();
        first.compareAndSet(null, error);
    }

    long count() {
        return count.sum();
    }

    /** Ends a run in which anything went wrong: numbers of a server that does not do its work are no numbers. */
    void throwIfAny() {
        String error = first.get();
        if (error != null) {
            throw new BenchException("%d fault(s), the first: %s".formatted(count.sum(), error));
        }
    }
}
