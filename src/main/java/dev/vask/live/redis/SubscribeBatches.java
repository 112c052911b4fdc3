package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.live.Disconnection.HeldSubscription;
import dev.vask.live.HistoryLimits;
import dev.vask.live.SubscribeResult;
import dev.vask.live.redis.membership.LocalState;
import dev.vask.live.redis.membership.Membership;
import dev.vask.live.redis.scripts.SubscribeScript;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;

/**
 * Subscribes in one call of a script what an event loop receives for an app in one pass. Each subscription has an outcome of its own.
 * Thread-safe.
 */
final class SubscribeBatches {

    /**
     * Redis does nothing else while it runs a script: at most 50 subscriptions, or 10 with members, whose list is read, or that resume, whose
     * events are read.
     */
    private static final int MAX_WEIGHT = 50;

    private static final int WEIGHT_OF_READ = MAX_WEIGHT / 10;

    private final Membership node;
    private final HistoryLimits limits;
    private final InstantSource clock;
    private final LoopBatches<SubscribeScript.Request, SubscribeResult> batches =
            new LoopBatches<>(MAX_WEIGHT, this::subscribe);

    SubscribeBatches(Membership node, HistoryLimits limits, InstantSource clock) {
        this.node = node;
        this.limits = limits;
        this.clock = clock;
    }

    /** Subscribes with the next batch of this event loop, or at once on another thread. The result completes on the context of the caller. */
    Future<SubscribeResult> subscribe(App app, SubscribeScript.Request request) {
        boolean isReading = request.subscription().member() != null
                || request.resumeAfter() != null && !request.resumeAfter().isEmpty();
        return batches.add(app, request, isReading ? WEIGHT_OF_READ : 1);
    }

    private Future<List<SubscribeResult>> subscribe(App app, List<SubscribeScript.Request> requests) {
        List<HeldSubscription> subscriptions =
                requests.stream().map(SubscribeScript.Request::subscription).toList();
        Disconnection entries = new Disconnection(subscriptions, null, List.of());
        SubscribeScript script = new SubscribeScript(app, requests, limits, clock.instant());
        return node.acquire(app, script, entries, (result, held) -> {
            for (int i = 0; i < subscriptions.size(); i++) {
                record(app, subscriptions.get(i), result.outcomes().get(i), held);
            }
            node.countDue(app, result.countDue());
            return result.outcomes();
        });
    }

    private void record(App app, HeldSubscription subscription, SubscribeResult outcome, LocalState held) {
        if (outcome instanceof SubscribeResult.Subscribed begun) {
            held.subscribe(subscription.channel(), subscription.member());
            node.receiveAfter(app.key(), begun.sequence());
        }
    }
}
