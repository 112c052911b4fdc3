package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.StateLimits;
import dev.vask.live.StoredEventsListener;
import dev.vask.live.Usage;
import dev.vask.live.redis.scripts.PublishScript;
import dev.vask.live.redis.scripts.ScriptRunner;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.List;

/**
 * Publishes in one call of a script what an event loop receives for an app in one pass. Each publication has an outcome of its own.
 * Thread-safe.
 */
final class PublishBatches {

    /** Redis does nothing else while it runs a script: at most 100 events, or 256 KiB. */
    private static final int MAX_WEIGHT = 262_144;

    private static final int WEIGHT_OF_EVENT = MAX_WEIGHT / 100;

    private final ScriptRunner scripts;
    private final StateLimits limits;
    private final InstantSource clock;
    private final UsageSync usage;
    private final QuotaRejectionCache rejectionCache;
    private final LoopBatches<PublishScript.Traced, PublishResult> batches =
            new LoopBatches<>(MAX_WEIGHT, this::publish);

    private volatile StoredEventsListener storedEvents = StoredEventsListener.NONE;

    PublishBatches(
            ScriptRunner scripts,
            StateLimits limits,
            InstantSource clock,
            UsageSync usage,
            QuotaRejectionCache rejectionCache) {
        this.scripts = scripts;
        this.limits = limits;
        this.clock = clock;
        this.usage = usage;
        this.rejectionCache = rejectionCache;
    }

    /** From now on {@code listener} receives how many events apps have stored after each publish. */
    void onStoredEvents(StoredEventsListener listener) {
        storedEvents = listener;
    }

    /**
     * Publishes with the next batch of this event loop, or at once on another thread. The result completes on the context of the caller.
     *
     * @param trace the context of the trace, or empty
     */
    Future<PublishResult> publish(App app, Publication publication, String trace) {
        return batches.add(app, new PublishScript.Traced(publication, trace), weight(publication));
    }

    private static int weight(Publication publication) {
        long weight = 0;
        for (Event event : publication.events()) {
            weight += Math.max(WEIGHT_OF_EVENT, event.data().length());
        }
        return (int) Math.min(weight, MAX_WEIGHT);
    }

    private Future<List<PublishResult>> publish(App app, List<PublishScript.Traced> publications) {
        PublishScript script = new PublishScript(app, publications, limits, clock.instant());
        return scripts.call(app, script).map(result -> published(script, result));
    }

    private List<PublishResult> published(PublishScript script, PublishScript.Result result) {
        App app = script.app();
        if (result.stored() instanceof Usage.StoredEvents stored) {
            storedEvents.stored(app.key(), stored);
        }
        boolean counted = false;
        for (int i = 0; i < result.outcomes().size(); i++) {
            PublishResult outcome = result.outcomes().get(i);
            counted |= outcome instanceof PublishResult.Accepted;
            rejectionCache.add(app, script.publications().get(i).publication(), outcome, script.now());
        }
        if (counted) {
            usage.counted(app.key(), YearMonth.from(Usage.day(script.now())), result.usageUnrestored());
        }
        return result.outcomes();
    }
}
