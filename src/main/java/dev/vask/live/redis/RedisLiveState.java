package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.Quota;
import dev.vask.apps.UsageStore;
import dev.vask.live.ChannelChangeListener;
import dev.vask.live.ChannelState;
import dev.vask.live.Disconnection;
import dev.vask.live.HistoryLimits;
import dev.vask.live.HistoryQuery;
import dev.vask.live.HistoryResult;
import dev.vask.live.LiveState;
import dev.vask.live.MemberPage;
import dev.vask.live.NodeMessages;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.SignInResult;
import dev.vask.live.StoredEventsListener;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Usage;
import dev.vask.live.WebhookQueue;
import dev.vask.live.redis.connection.Batches;
import dev.vask.live.redis.membership.AppLookup;
import dev.vask.live.redis.membership.LocalNode;
import dev.vask.live.redis.membership.LocalStateLog;
import dev.vask.live.redis.membership.Membership;
import dev.vask.live.redis.membership.NodePorts;
import dev.vask.live.redis.membership.NodeSettings;
import dev.vask.live.redis.membership.NonMember;
import dev.vask.live.redis.scripts.ChannelScript;
import dev.vask.live.redis.scripts.ChannelsScript;
import dev.vask.live.redis.scripts.ConnectScript;
import dev.vask.live.redis.scripts.DisconnectScript;
import dev.vask.live.redis.scripts.HistoryScript;
import dev.vask.live.redis.scripts.MembersScript;
import dev.vask.live.redis.scripts.Page;
import dev.vask.live.redis.scripts.ScriptRunner;
import dev.vask.live.redis.scripts.SignInScript;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.live.redis.scripts.SubscribeScript;
import dev.vask.live.redis.scripts.TerminateScript;
import dev.vask.live.redis.scripts.UnsubscribeScript;
import dev.vask.live.redis.scripts.UsageScript;
import dev.vask.live.redis.scripts.UsersScript;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import dev.vask.traces.Trace;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@link LiveState} in Redis: one script, and therefore one round trip, for each operation; publishes and subscriptions can share one. */
public final class RedisLiveState implements LiveState {

    private static final Disconnection NOTHING = new Disconnection(List.of(), null, List.of());

    private final Membership node;
    private final boolean hasTimers;
    private final ScriptRunner scripts;
    private final PublishBatches publishes;
    private final SubscribeBatches subscribes;
    private final RedisWebhookQueue webhooks;
    private final RedisNodeMessages nodeMessages;
    private final RejectionCounters rejections;
    private final UsageSync usage;
    private final QuotaRejectionCache rejectionCache = new QuotaRejectionCache();
    private final HistoryLimits limits;
    private final InstantSource clock;
    private final Slices slices;

    /**
     * The state as a new node of the cluster has it; not connected before {@link #start}.
     *
     * @param ports what the node reports to
     * @param apps  the settings of apps
     * @param store stores the usage of apps
     * @param clock the day and the month
     */
    public RedisLiveState(
            Redis redis,
            Vertx vertx,
            NodeSettings settings,
            NodePorts ports,
            AppDirectory apps,
            UsageStore store,
            InstantSource clock) {
        this(new LocalNode(redis, vertx, settings, ports, lookup(apps)), true, vertx, settings, store, clock);
    }

    private RedisLiveState(
            Membership node,
            boolean hasTimers,
            Vertx vertx,
            NodeSettings settings,
            UsageStore store,
            InstantSource clock) {
        this.node = node;
        this.hasTimers = hasTimers;
        scripts = node.scripts();
        limits = settings.limits().history();
        subscribes = new SubscribeBatches(node, limits, clock);
        webhooks = new RedisWebhookQueue(node, settings.limits().webhooks());
        nodeMessages = new RedisNodeMessages(node);
        rejections = new RejectionCounters(node, vertx, clock);
        usage = new UsageSync(node, hasTimers, vertx, store);
        publishes = new PublishBatches(scripts, settings.limits(), clock, usage, rejectionCache);
        this.clock = clock;
        slices = settings.slices();
    }

    /**
     * The state as a process has it that is not a node of the cluster, because it may be frozen between calls. It serves no connections,
     * and {@link #flush} stores what a node would store with its timers.
     *
     * @param ports what the process reports to
     * @param apps  the settings of apps
     * @param store stores the usage of apps
     * @param clock the day and the month
     */
    public static RedisLiveState withoutNode(
            Redis redis,
            Vertx vertx,
            NodeSettings settings,
            NodePorts ports,
            AppDirectory apps,
            UsageStore store,
            InstantSource clock) {
        NonMember nonMember = new NonMember(redis, vertx, settings, ports, lookup(apps));
        return new RedisLiveState(nonMember, false, vertx, settings, store, clock);
    }

    private static AppLookup lookup(AppDirectory apps) {
        return key -> Future.fromCompletionStage(apps.find(key));
    }

    @Override
    public CompletionStage<Void> start() {
        if (hasTimers) {
            rejections.start();
            usage.start();
        }
        return node.start().toCompletionStage();
    }

    @Override
    public CompletionStage<Void> stop() {
        rejections.flush();
        return node.stop().toCompletionStage();
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
        scripts.onChannelChange(listener);
    }

    @Override
    public void onStoredEvents(StoredEventsListener listener) {
        publishes.onStoredEvents(listener);
    }

    @Override
    public boolean isReachable() {
        return node.isReady();
    }

    @Override
    public CompletionStage<Boolean> connect(App app) {
        return Stages.of(node.acquire(app, new ConnectScript(app), NOTHING, (admitted, held) -> {
            if (admitted) {
                held.connect();
            }
            return admitted;
        }));
    }

    @Override
    public CompletionStage<Void> disconnect(App app, Disconnection held) {
        return Stages.of(node.release(release(app, held), state -> state.disconnect(held)));
    }

    /** The connection itself is released last, so that it counts until everything that it held is released. */
    private LocalStateLog.Release release(App app, Disconnection held) {
        List<LocalStateLog.Part> calls = new ArrayList<>();
        List<Disconnection> parts = held.split(slices.changes());
        parts.subList(0, parts.size() - 1).forEach(part -> calls.add(unsubscription(app, part)));
        Disconnection last = parts.getLast();
        calls.add(new LocalStateLog.Part(new DisconnectScript(app, last), last));
        return new LocalStateLog.Release(app, calls);
    }

    private static LocalStateLog.Part unsubscription(App app, Disconnection released) {
        return new LocalStateLog.Part(new UnsubscribeScript(app, released.subscriptions()), released);
    }

    @Override
    public CompletionStage<SubscribeResult> subscribe(
            App app, ChannelName channel, @Nullable Member member, @Nullable String resumeAfter) {
        Disconnection.HeldSubscription subscription = new Disconnection.HeldSubscription(channel, member);
        return Stages.of(subscribes.subscribe(app, new SubscribeScript.Request(subscription, resumeAfter)));
    }

    @Override
    public CompletionStage<Void> unsubscribe(App app, ChannelName channel, @Nullable Member member) {
        LocalStateLog.Part only = unsubscription(app, subscription(channel, member));
        return Stages.of(node.release(
                new LocalStateLog.Release(app, List.of(only)), state -> state.unsubscribe(channel, member)));
    }

    private static Disconnection subscription(ChannelName channel, @Nullable Member member) {
        return new Disconnection(List.of(new Disconnection.HeldSubscription(channel, member)), null, List.of());
    }

    @Override
    public CompletionStage<SignInResult> signIn(
            App app, UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        SignInScript script = new SignInScript(user, watchlist, replaced);
        Disconnection entries = new Disconnection(List.of(), user, List.of());
        return Stages.of(node.acquire(app, script, entries, (result, held) -> {
            held.signIn(user, watchlist, replaced);
            node.receiveAfter(app.key(), result.sequence());
            return result;
        }));
    }

    @Override
    public CompletionStage<PublishResult> publish(App app, Publication publication) {
        Instant now = clock.instant();
        PublishResult known = rejectionCache.result(app, publication, now);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        Trace trace = publication.trace().redis();
        return Stages.of(publishes.publish(app, publication, trace.context()).onComplete(done -> end(trace, done)));
    }

    private static void end(Trace trace, AsyncResult<?> done) {
        if (done.failed()) {
            trace.fail(done.cause().getMessage());
        }
        trace.end();
    }

    /** Stores the usage that this node has counted, which otherwise happens once a minute. */
    Future<Void> storeUsage() {
        return usage.flush();
    }

    @Override
    public CompletionStage<Void> flush() {
        return Stages.of(Future.join(rejections.flush(), usage.flushIfDue())
                .<Void>mapEmpty()
                .otherwiseEmpty());
    }

    @Override
    public CompletionStage<Maintenance> maintain(Collection<String> appKeys) {
        Instant now = clock.instant();
        List<YearMonth> months = List.of(
                YearMonth.from(Usage.day(now)), YearMonth.from(Usage.day(now)).minusMonths(1));
        Future<Integer> released = node.releaseExpired();
        Future<Void> stored = usage.storeAll(appKeys, months);
        Future<Integer> deleted = webhooks.deleteOldDeadLetters();
        return Stages.of(Future.all(released, stored, deleted)
                .map(done -> new Maintenance(released.result(), deleted.result())));
    }

    @Override
    public CompletionStage<Void> terminate(App app, UserId user, ErrorCode code) {
        return Stages.of(scripts.call(app, new TerminateScript(user, code)).mapEmpty());
    }

    @Override
    public CompletionStage<SortedMap<String, Long>> channels(App app, String prefix, String after, int most) {
        return Stages.of(scripts.call(app, new ChannelsScript(prefix, after, most)));
    }

    @Override
    public CompletionStage<ChannelState> channel(App app, ChannelName channel) {
        return Stages.of(scripts.call(app, new ChannelScript(channel)));
    }

    @Override
    public CompletionStage<List<String>> users(App app, ChannelName channel) {
        return Stages.of(users(app, channel, Page.START, new HashMap<>()));
    }

    @Override
    public CompletionStage<MemberPage> members(App app, ChannelName channel, String cursor, int max) {
        return Stages.of(scripts.call(app, new MembersScript(channel, cursor, max)));
    }

    /** A member that is there from the first page to the last is on one of them, or on several. */
    private Future<List<String>> users(App app, ChannelName channel, String cursor, Map<String, Long> found) {
        return scripts.call(app, new UsersScript(channel, cursor, slices.reads()))
                .compose(page -> {
                    found.putAll(page.items());
                    return page.isLast()
                            ? Future.succeededFuture(inOrder(found))
                            : users(app, channel, page.next(), found);
                });
    }

    private static List<String> inOrder(Map<String, Long> sequences) {
        return sequences.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public CompletionStage<HistoryResult> history(App app, ChannelName channel, HistoryQuery query) {
        return Stages.of(scripts.call(app, new HistoryScript(app, channel, query, limits, clock.instant())));
    }

    @Override
    public CompletionStage<Usage> usage(App app) {
        UsageScript script = new UsageScript(Usage.day(clock.instant()));
        return Stages.of(scripts.call(app, script)
                .compose(result -> restored(app, script, result))
                .map(UsageScript.Result::usage));
    }

    /** The result after the stored usage was restored in Redis, if it is missing there and can be loaded now. */
    private Future<UsageScript.Result> restored(App app, UsageScript script, UsageScript.Result result) {
        if (result.unrestored().isEmpty()) {
            return Future.succeededFuture(result);
        }
        return Batches.forEach(result.unrestored(), month -> usage.restore(app.key(), month))
                .compose(done -> scripts.call(app, script))
                .otherwise(result);
    }

    @Override
    public void countRejection(App app, Quota quota) {
        rejections.add(app.key(), quota);
    }

    @Override
    public CompletionStage<Void> deleteApp(String appKey) {
        rejectionCache.remove(appKey);
        LocalDate today = Usage.day(clock.instant());
        return Stages.of(AppCleanup.of(scripts, appKey, Usage.months(today)));
    }
}
