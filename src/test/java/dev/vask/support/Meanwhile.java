package dev.vask.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/** Work that goes on beside a test, over and over, until the test has seen enough of it or has failed. */
public final class Meanwhile implements AutoCloseable {

    private final AtomicBoolean enough = new AtomicBoolean();
    private final List<CompletableFuture<Void>> works = new ArrayList<>();

    /** Does this with 0, then 1 and so on, beside the works that there are; a work that fails comes to an end. */
    public Meanwhile repeat(IntConsumer work) {
        works.add(CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; !enough.get(); i++) {
                        work.accept(i);
                    }
                },
                Thread::startVirtualThread));
        return this;
    }

    /** Ends all works: what each did last is done when this returns. Fails if one of them did. */
    @Override
    public void close() {
        enough.set(true);
        CompletableFuture.allOf(works.toArray(CompletableFuture[]::new))
                .orTimeout(2 * Http.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
