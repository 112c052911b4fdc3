package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.redis.scripts.PublishScript;
import dev.vask.live.redis.scripts.ScriptRunner;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes in one call of a script what an event loop receives for an app in one pass over its sockets. Each publication has an outcome of its
 * own. Thread-safe.
 */
final class PublishBatches {

    /** Redis does nothing else while it runs a script. */
    private static final int MAX_EVENTS = 100;

    private static final int MAX_CHARACTERS = 256 * 1024;

    private final ScriptRunner scripts;
    private final InstantSource clock;
    private final FastThreadLocal<Map<App, Batch>> ofThisPass = new FastThreadLocal<>() {
        @Override
        protected Map<App, Batch> initialValue() {
            return new IdentityHashMap<>();
        }
    };

    /**
     * The outcome of a publication.
     *
     * @param at              the time at which it was decided
     * @param usageUnrestored whether the stored usage of the month is missing in Redis
     */
    record Outcome(PublishResult result, Instant at, boolean usageUnrestored) {}

    PublishBatches(ScriptRunner scripts, InstantSource clock) {
        this.scripts = scripts;
        this.clock = clock;
    }

    /**
     * Publishes with the next batch of this event loop, or at once on another thread. The result completes on the context of the caller.
     *
     * @param trace the context of the trace, or empty
     */
    Future<Outcome> publish(App app, Publication publication, String trace) {
        ContextInternal context = ContextInternal.current();
        if (context == null || !context.inThread() || !context.isEventLoopContext()) {
            return alone(app, publication, trace);
        }
        Map<App, Batch> batches = ofThisPass.get();
        Batch batch = batches.get(app);
        if (batch != null && !batch.hasSpaceFor(publication)) {
            batches.remove(app);
            batch.send();
            batch = null;
        }
        if (batch == null) {
            batch = new Batch(app);
            batches.put(app, batch);
            if (batches.size() == 1) {
                context.unwrap().runOnContext(endOfPass -> sendAll(batches));
            }
        }
        return batch.add(publication, trace, context.promise());
    }

    private Future<Outcome> alone(App app, Publication publication, String trace) {
        Batch batch = new Batch(app);
        Future<Outcome> outcome = batch.add(publication, trace, Promise.promise());
        batch.send();
        return outcome;
    }

    private static void sendAll(Map<App, Batch> batches) {
        List<Batch> complete = List.copyOf(batches.values());
        batches.clear();
        complete.forEach(Batch::send);
    }

    private final class Batch {

        private final App app;
        private final List<PublishScript.Traced> publications = new ArrayList<>();
        private final List<Promise<Outcome>> outcomes = new ArrayList<>();
        private int events;
        private long characters;

        Batch(App app) {
            this.app = app;
        }

        boolean hasSpaceFor(Publication publication) {
            return events + publication.events().size() <= MAX_EVENTS
                    && characters + characters(publication) <= MAX_CHARACTERS;
        }

        Future<Outcome> add(Publication publication, String trace, Promise<Outcome> outcome) {
            publications.add(new PublishScript.Traced(publication, trace));
            outcomes.add(outcome);
            events += publication.events().size();
            characters += characters(publication);
            return outcome.future();
        }

        private static long characters(Publication publication) {
            long characters = 0;
            for (Event event : publication.events()) {
                characters += event.data().length();
            }
            return characters;
        }

        void send() {
            Instant now = clock.instant();
            scripts.call(app, new PublishScript(app, publications, now))
                    .onComplete(done -> complete(done.result(), done.cause(), now));
        }

        private void complete(PublishScript.@Nullable Result result, @Nullable Throwable failure, Instant now) {
            for (int i = 0; i < outcomes.size(); i++) {
                Promise<Outcome> outcome = outcomes.get(i);
                if (result != null) {
                    outcome.complete(new Outcome(result.outcomes().get(i), now, result.usageUnrestored()));
                } else {
                    outcome.fail(failure);
                }
            }
        }
    }
}
