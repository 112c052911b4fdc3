package dev.vask.live.memory;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.live.ChannelState;
import dev.vask.live.Departure;
import dev.vask.live.Inbox;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.Published;
import dev.vask.live.SignedIn;
import dev.vask.live.Subscribed;
import dev.vask.live.Usage;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@link LiveState} in this process's memory: one {@link AppState} per app, which one thread at a time may use, so that every
 * operation is exact and done when it returns. What apps have used is kept until they are forgotten.
 */
public final class MemoryLiveState implements LiveState {

    private static final int SLICE = 500;

    private final ConcurrentHashMap<String, AppState> apps = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Spent> spent = new ConcurrentHashMap<>();
    private final AtomicLong highestRetired = new AtomicLong();
    private final Inbox inbox;
    private final MemoryWebhookQueue webhooks;
    private final Duration grace;
    private final InstantSource clock;
    private final int slice;

    /**
     * An empty state.
     *
     * @param inbox  of this, the only node
     * @param grace  how long webhook events are held back that may be undone (13.10)
     * @param limits of the queue of webhook events
     * @param clock  tells when cached events end and counts are due
     */
    public MemoryLiveState(Inbox inbox, Duration grace, WebhookQueueLimits limits, InstantSource clock) {
        this(inbox, grace, limits, clock, SLICE);
    }

    /** The same, which gives up so many subscriptions of a connection at once. */
    MemoryLiveState(Inbox inbox, Duration grace, WebhookQueueLimits limits, InstantSource clock, int slice) {
        this.slice = slice;
        this.inbox = inbox;
        this.webhooks = new MemoryWebhookQueue(limits, this::heldEvents, clock);
        this.grace = grace;
        this.clock = clock;
    }

    /** Drops what has expired and tells subscription counts that were held back (12.3): to be called a few times a second. */
    public void sweep() {
        apps.forEach((key, state) -> {
            synchronized (state) {
                state.sweep();
                if (state.isEmpty()) {
                    retire(key, state);
                }
            }
        });
    }

    /** How many apps hold something, or did since the last sweep. */
    int apps() {
        return apps.size();
    }

    private long heldEvents(String app) {
        AppState state = apps.get(app);
        if (state == null) {
            return 0;
        }
        synchronized (state) {
            return state.heldEvents();
        }
    }

    private void retire(String key, AppState state) {
        // A message may still be on its way to listeners: the next state of the app must not number any below it.
        highestRetired.accumulateAndGet(state.sequence, Math::max);
        state.retired = true;
        apps.remove(key, state);
    }

    @Override
    public WebhookQueue webhooks() {
        return webhooks;
    }

    @Override
    public boolean isReachable() {
        return true;
    }

    @Override
    public CompletionStage<Boolean> connect(App app) {
        return in(app, AppState::connect);
    }

    @Override
    public CompletionStage<Void> disconnect(App app, Departure held) {
        List<Departure> parts = held.parts(slice); // between which other threads may use the app
        parts.subList(0, parts.size() - 1).forEach(part -> in(app, state -> state.leave(part)));
        return in(app, state -> state.disconnect(parts.getLast()));
    }

    @Override
    public CompletionStage<Subscribed> subscribe(App app, ChannelName channel, @Nullable Member member) {
        return in(app, state -> state.subscribe(channel, member));
    }

    @Override
    public CompletionStage<Void> unsubscribe(App app, ChannelName channel, @Nullable Member member) {
        return in(app, state -> state.unsubscribe(channel, member));
    }

    @Override
    public CompletionStage<SignedIn> signIn(
            App app, UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        return in(app, state -> state.signIn(user, watchlist, replaced));
    }

    @Override
    public CompletionStage<Published> publish(App app, Publication publication) {
        return in(app, state -> state.publish(publication));
    }

    @Override
    public CompletionStage<Void> terminate(App app, UserId user) {
        return in(app, state -> state.terminate(user));
    }

    @Override
    public CompletionStage<SortedMap<String, Long>> channels(App app, String prefix, String after, int most) {
        return in(app, state -> state.channels(prefix, after, most));
    }

    @Override
    public CompletionStage<ChannelState> channel(App app, ChannelName channel) {
        return in(app, state -> state.channel(channel));
    }

    @Override
    public CompletionStage<List<String>> users(App app, ChannelName channel) {
        return in(app, state -> state.users(channel));
    }

    @Override
    public CompletionStage<Usage> usage(App app) {
        return in(app, AppState::usage);
    }

    @Override
    public void refused(App app, Quota quota) {
        in(app, state -> state.refused(quota));
    }

    @Override
    public CompletionStage<Void> forget(String appKey) {
        spent.remove(appKey);
        AppState state = apps.get(appKey);
        if (state != null) {
            synchronized (state) {
                state.forget();
            }
        }
        webhooks.forget(appKey);
        return CompletableFuture.completedFuture(null);
    }

    private <T extends @Nullable Object> CompletionStage<T> in(App app, Function<AppState, T> operation) {
        while (true) {
            AppState state = apps.computeIfAbsent(app.key(), key -> newState(app));
            synchronized (state) {
                if (!state.retired) {
                    state.app = app;
                    return CompletableFuture.completedFuture(operation.apply(state));
                }
            }
        }
    }

    private AppState newState(App app) {
        return new AppState(
                app,
                highestRetired.get(),
                spent.computeIfAbsent(app.key(), any -> new Spent()),
                inbox,
                new Reports(webhooks, grace, clock),
                clock);
    }
}
