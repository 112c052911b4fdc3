package dev.vask.bench;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Errors during a load: a delivery that is lost, repeated or out of order, a rejected request, a broken connection. */
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

    /** Fails the run if there were errors: figures of a server that does not work correctly are invalid. */
    void throwIfAny() {
        String error = first.get();
        if (error != null) {
            throw new BenchException("%d error(s), the first: %s".formatted(count.sum(), error));
        }
    }
}
