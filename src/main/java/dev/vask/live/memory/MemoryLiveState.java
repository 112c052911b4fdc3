package dev.vask.live.memory;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.live.ChannelChangeListener;
import dev.vask.live.ChannelState;
import dev.vask.live.Disconnection;
import dev.vask.live.HistoryQuery;
import dev.vask.live.HistoryResult;
import dev.vask.live.Inbox;
import dev.vask.live.LiveState;
import dev.vask.live.MemberPage;
import dev.vask.live.NodeMessages;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Scheduler;
import dev.vask.live.SignInResult;
import dev.vask.live.StateLimits;
import dev.vask.live.StoredEventsListener;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Usage;
import dev.vask.live.WebhookQueue;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@link LiveState} in the memory of this process: one {@link AppState} per app with a lock, so that every operation is exact and
 * complete when it returns. The usage and the history of an app are kept until the app is deleted.
 */
public final class MemoryLiveState implements LiveState {

    private static final int SLICE_SIZE = 500;
    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(250);

    private final ConcurrentHashMap<String, AppState> apps = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, UsageCounters> usage = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, AppHistory> histories = new ConcurrentHashMap<>();
    private final AtomicLong highestSequence = new AtomicLong();
    private final Inbox inbox;
    private final MemoryWebhookQueue webhooks;
    private final StateLimits limits;
    private final Duration grace;
    private final InstantSource clock;
    private final Scheduler scheduler;
    private final int sliceSize;
    private final NodeMessages nodeMessages = new SingleNode();
    private volatile Runnable stopSweeping = () -> {};
    private volatile ChannelChangeListener changes = ChannelChangeListener.NONE;
    private volatile StoredEventsListener storedEvents = StoredEventsListener.NONE;

    /**
     * Creates an empty state.
     *
     * @param inbox  the inbox of this node
     * @param grace  how long webhook events that can be reverted are held back (13.10)
     * @param limits limits of each app
     * @param clock  the time, for the expiry of cached events and for counts
     * @param scheduler runs {@link #sweep}
     */
    public MemoryLiveState(Inbox inbox, Duration grace, StateLimits limits, InstantSource clock, Scheduler scheduler) {
        this(inbox, grace, limits, clock, scheduler, SLICE_SIZE);
    }

    /** The same, with the number of subscriptions of a connection that are released at a time. */
    MemoryLiveState(
            Inbox inbox, Duration grace, StateLimits limits, InstantSource clock, Scheduler scheduler, int sliceSize) {
        this.scheduler = scheduler;
        this.sliceSize = sliceSize;
        this.inbox = inbox;
        this.webhooks = new MemoryWebhookQueue(limits.webhooks(), this::heldEvents, clock);
        this.limits = limits;
        this.grace = grace;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> start() {
        stopSweeping = scheduler.every(SWEEP_INTERVAL, this::sweep);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> stop() {
        stopSweeping.run();
        return CompletableFuture.completedFuture(null);
    }

    /** Drops what has expired and sends subscription counts that were held back (12.3). */
    void sweep() {
        apps.forEach((key, state) -> {
            synchronized (state) {
                state.sweep();
                if (state.isEmpty()) {
                    replace(key, state);
                }
            }
        });
    }

    /** The number of apps that have a state, or had one since the last sweep. */
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

    private void replace(String key, AppState state) {
        // A message may not have reached its subscribers yet: the next state of the app must use higher numbers.
        highestSequence.accumulateAndGet(state.sequence, Math::max);
        state.replaced = true;
        apps.remove(key, state);
    }

    @Override
    public WebhookQueue webhooks() {
        return webhooks;
    }

    @Override
    public NodeMessages nodeMessages() {
        return nodeMessages;
    }

    @Override
    public void onChannelChange(ChannelChangeListener listener) {
        changes = listener;
    }

    @Override
    public void onStoredEvents(StoredEventsListener listener) {
        storedEvents = listener;
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
    public CompletionStage<Void> disconnect(App app, Disconnection held) {
        List<Disconnection> parts = held.split(sliceSize); // other threads may use the app between the parts
        parts.subList(0, parts.size() - 1).forEach(part -> in(app, state -> state.release(part)));
        return in(app, state -> state.disconnect(parts.getLast()));
    }

    @Override
    public CompletionStage<SubscribeResult> subscribe(
            App app, ChannelName channel, @Nullable Member member, @Nullable String resumeAfter) {
        return in(app, state -> state.subscribe(channel, member, resumeAfter));
    }

    @Override
    public CompletionStage<Void> unsubscribe(App app, ChannelName channel, @Nullable Member member) {
        return in(app, state -> state.unsubscribe(channel, member));
    }

    @Override
    public CompletionStage<SignInResult> signIn(
            App app, UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        return in(app, state -> state.signIn(user, watchlist, replaced));
    }

    @Override
    public CompletionStage<PublishResult> publish(App app, Publication publication) {
        return in(app, state -> {
            PublishResult result = state.publish(publication);
            if (app.history().enabled()) {
                storedEvents.stored(app.key(), state.storedEvents());
            }
            return result;
        });
    }

    @Override
    public CompletionStage<Void> terminate(App app, UserId user, ErrorCode code) {
        return in(app, state -> state.terminate(user, code));
    }

    @Override
    public CompletionStage<SortedMap<String, Long>> channels(App app, String prefix, String after, int max) {
        return in(app, state -> state.channels(prefix, after, max));
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
    public CompletionStage<MemberPage> members(App app, ChannelName channel, String cursor, int max) {
        return in(app, state -> state.members(channel, Long.parseLong(cursor), max));
    }

    @Override
    public CompletionStage<HistoryResult> history(App app, ChannelName channel, HistoryQuery query) {
        return in(app, state -> state.history(channel, query));
    }

    @Override
    public CompletionStage<Usage> usage(App app) {
        return in(app, AppState::usage);
    }

    @Override
    public void countRejection(App app, Quota quota) {
        in(app, state -> state.countRejection(quota));
    }

    @Override
    public CompletionStage<Void> deleteApp(String appKey) {
        usage.remove(appKey);
        AppState state = apps.get(appKey);
        if (state != null) {
            synchronized (state) {
                state.deleteData();
            }
        }
        histories.remove(appKey);
        webhooks.deleteApp(appKey);
        return CompletableFuture.completedFuture(null);
    }

    private <T extends @Nullable Object> CompletionStage<T> in(App app, Function<AppState, T> operation) {
        while (true) {
            AppState state = apps.computeIfAbsent(app.key(), key -> newState(app));
            synchronized (state) {
                if (!state.replaced) {
                    state.app = app;
                    return CompletableFuture.completedFuture(operation.apply(state));
                }
            }
        }
    }

    private AppState newState(App app) {
        return new AppState(
                app,
                highestSequence.get(),
                usage.computeIfAbsent(app.key(), key -> new UsageCounters()),
                histories.computeIfAbsent(app.key(), key -> new AppHistory(limits.history(), clock)),
                new IdempotencyKeys(limits.idempotencyKeys(), clock),
                inbox,
                new PendingWebhookEvents(webhooks, grace, clock),
                () -> changes,
                clock);
    }

    /** Nothing is stored elsewhere. */
    @Override
    public CompletionStage<Void> flush() {
        return CompletableFuture.completedFuture(null);
    }

    /** There are no other nodes, usage stays in memory, and old dead letters are deleted by a timer. */
    @Override
    public CompletionStage<Maintenance> maintain(Collection<String> appKeys) {
        return CompletableFuture.completedFuture(new Maintenance(0, 0));
    }
}
