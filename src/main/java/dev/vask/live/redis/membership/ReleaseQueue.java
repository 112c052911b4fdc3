package dev.vask.live.redis.membership;

import dev.vask.live.redis.scripts.ScriptRunner;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends releases to Redis. A release of one call is sent at once, in the order of the calls. Those of several calls wait here: one call
 * of one of them is under way at a time, and they take turns, so that commands of other connections run between them. Until its last
 * call, Redis has the rest as entries of this node, and the release of an expired node finds them. Thread-safe.
 */
final class ReleaseQueue {

    private final LocalStateLog state;
    private final ScriptRunner scripts;
    private final DueCounts counts;
    private final Deque<QueuedRelease> waiting = new ArrayDeque<>();
    private boolean busy;

    /** The rest of a release, and the promise of its end. */
    private record QueuedRelease(LocalStateLog.Release rest, Promise<Void> done) {

        QueuedRelease next() {
            return new QueuedRelease(rest.afterFirst(), done);
        }
    }

    ReleaseQueue(LocalStateLog state, ScriptRunner scripts, DueCounts counts) {
        this.state = state;
        this.scripts = scripts;
        this.counts = counts;
    }

    /** Sends a release; completes when it was sent, or when {@link LocalStateLog} knows that it may not have been. Never fails. */
    Future<Void> add(LocalStateLog.Release whole) {
        QueuedRelease release = new QueuedRelease(whole, Promise.promise());
        if (whole.parts().size() == 1) {
            send(release).onComplete(sent -> settle(release, sent.succeeded()));
        } else {
            put(release);
            work();
        }
        return release.done.future();
    }

    private Future<Boolean> send(QueuedRelease release) {
        LocalStateLog.Release rest = release.rest;
        return scripts.run(rest.app(), rest.parts().getFirst().script())
                .onSuccess(countDue -> counts.schedule(rest.app(), countDue));
    }

    private void work() {
        for (QueuedRelease release = take(); release != null; release = take()) {
            QueuedRelease current = release;
            Future<?> sent = state.isDisconnected() ? Future.failedFuture("not connected to Redis") : send(current);
            if (!sent.isComplete()) {
                sent.onComplete(result -> {
                    settle(current, result.succeeded());
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
        if (succeeded && release.rest.parts().size() > 1) {
            put(release.next());
            return;
        }
        if (succeeded) {
            state.sent();
        } else {
            state.notSent(release.rest);
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
