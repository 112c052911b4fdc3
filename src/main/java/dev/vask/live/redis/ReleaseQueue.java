package dev.vask.live.redis;

import dev.vask.apps.App;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells Redis what this node holds no longer. A release that takes one call is sent at once, in the order of the calls. Those that
 * take more wait here: one call of one of them is under way at a time, and they take turns, so that the commands of all other
 * connections come between. Until its last call, the node holds the rest as far as Redis knows, and the node that releases the state of
 * an expired node finds it. Safe for use by several threads.
 */
final class ReleaseQueue {

    private final LocalStateLog ledger;
    private final BiFunction<App, LocalStateLog.Part, Future<?>> send;
    private final Deque<QueuedRelease> waiting = new ArrayDeque<>();
    private boolean busy;

    /** What is left of a release, and who waits for its end. */
    private record QueuedRelease(LocalStateLog.Release left, Promise<Void> done) {

        QueuedRelease next() {
            return new QueuedRelease(left.afterFirst(), done);
        }
    }

    /**
     * An empty queue.
     *
     * @param ledger hears how each release ends
     * @param send   sends one call to Redis
     */
    ReleaseQueue(LocalStateLog ledger, BiFunction<App, LocalStateLog.Part, Future<?>> send) {
        this.ledger = ledger;
        this.send = send;
    }

    /** Has Redis told; done when it was, or may not have been and the {@link LocalStateLog} knows that. Never fails. */
    Future<Void> add(LocalStateLog.Release whole) {
        QueuedRelease release = new QueuedRelease(whole, Promise.promise());
        if (whole.parts().size() == 1) {
            send.apply(whole.app(), whole.parts().getFirst()).onComplete(sent -> settle(release, sent.succeeded()));
        } else {
            put(release);
            work();
        }
        return release.done.future();
    }

    private void work() {
        for (QueuedRelease release = take(); release != null; release = take()) {
            QueuedRelease current = release;
            Future<?> sent = ledger.isCut()
                    ? Future.failedFuture("not connected to Redis")
                    : send.apply(current.left.app(), current.left.parts().getFirst());
            if (!sent.isComplete()) {
                sent.onComplete(answer -> {
                    settle(current, answer.succeeded());
                    free();
                    work();
                });
                return;
            }
            settle(current, sent.succeeded());
            free();
        }
    }

    /** The first call of a release was sent, or failed. */
    private void settle(QueuedRelease release, boolean succeeded) {
        if (succeeded && release.left.parts().size() > 1) {
            put(release.next());
            return;
        }
        if (succeeded) {
            ledger.told();
        } else {
            ledger.notTold(release.left);
        }
        release.done.complete();
    }

    private synchronized void put(QueuedRelease release) {
        waiting.addLast(release);
    }

    private synchronized @Nullable QueuedRelease take() {
        QueuedRelease next = busy ? null : waiting.pollFirst();
        busy |= next != null;
        return next;
    }

    private synchronized void free() {
        busy = false;
    }
}
