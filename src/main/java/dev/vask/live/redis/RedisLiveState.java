package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.Quota;
import dev.vask.apps.UsageStore;
import dev.vask.live.ChannelState;
import dev.vask.live.Disconnection;
import dev.vask.live.Inbox;
import dev.vask.live.LiveState;
import dev.vask.live.LiveStateInterruption;
import dev.vask.live.LiveStateUnavailableException;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.SignInResult;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Usage;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import dev.vask.traces.Trace;
import dev.vask.traces.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** {@link LiveState} in Redis: one script, and so one round trip, for each operation. */
public final class RedisLiveState implements LiveState {

    private static final Disconnection NOTHING = new Disconnection(List.of(), null, List.of());

    private final LocalNode node;
    private final RedisWebhookQueue webhooks;
    private final RejectionCounters refusals;
    private final UsageSync keeping;
    private final QuotaRejectionCache exhausted = new QuotaRejectionCache();
    private final InstantSource clock;
    private final Slices slices;

    /**
     * The state as a new node of the cluster sees it; not connected before {@link #start}.
     *
     * @param redis         where the state is
     * @param inbox         where this node hears
     * @param apps          asked for the settings of apps of which a dead node held something
     * @param kept          where events are kept that Redis counts
     * @param grace         how long webhook events are held back that may be undone (13.10)
     * @param limits        of the queue of webhook events
     * @param clock         tells which day and which month it is
     * @param interruptions called when the clients of this node must reconnect
     * @param roundTrips    hears how many nanoseconds each round trip to Redis took
     * @param traces        where traces go on that other nodes began
     */
    public RedisLiveState(
            Redis redis,
            Vertx vertx,
            ClusterConfig config,
            Inbox inbox,
            AppDirectory apps,
            UsageStore kept,
            Duration grace,
            WebhookQueueLimits limits,
            InstantSource clock,
            Consumer<LiveStateInterruption> interruptions,
            LongConsumer roundTrips,
            Traces traces) {
        this(
                redis,
                vertx,
                config,
                inbox,
                apps,
                kept,
                grace,
                limits,
                clock,
                interruptions,
                roundTrips,
                traces,
                Slices.DEFAULT);
    }

    /** The same, in slices of another size. */
    RedisLiveState(
            Redis redis,
            Vertx vertx,
            ClusterConfig config,
            Inbox inbox,
            AppDirectory apps,
            UsageStore kept,
            Duration grace,
            WebhookQueueLimits limits,
            InstantSource clock,
            Consumer<LiveStateInterruption> interruptions,
            LongConsumer roundTrips,
            Traces traces,
            Slices slices) {
        this.slices = slices;
        node = new LocalNode(
                redis, vertx, config, inbox, apps, grace, limits, interruptions, roundTrips, traces, slices);
        webhooks = new RedisWebhookQueue(node, limits);
        refusals = new RejectionCounters(node, vertx, clock);
        keeping = new UsageSync(node, vertx, kept);
        this.clock = clock;
    }

    /**
     * Begins to connect; operations fail until {@link #isReachable}.
     *
     * @return done when it is reachable for the first time; never fails
     */
    public CompletionStage<Void> start() {
        refusals.start();
        keeping.start();
        return node.start().toCompletionStage();
    }

    @Override
    public WebhookQueue webhooks() {
        return webhooks;
    }

    /** Whether Redis can be reached, and knows all that this node holds. */
    @Override
    public boolean isReachable() {
        return node.isUp();
    }

    /** Leaves the cluster: what this node still holds is given up by the others at once. */
    public CompletionStage<Void> stop() {
        refusals.flush();
        return node.stop().toCompletionStage();
    }

    @Override
    public CompletionStage<Boolean> connect(App app) {
        List<String> arguments = List.of(ScriptArguments.limit(app.quotas().get(Quota.MAX_CONNECTIONS)));
        return stage(node.take(LuaScript.CONNECT, app, arguments, NOTHING, (answer, holdings) -> {
            boolean admitted = answer.toInteger() == 1;
            if (admitted) {
                holdings.connect();
            }
            return admitted;
        }));
    }

    @Override
    public CompletionStage<Void> disconnect(App app, Disconnection held) {
        return stage(node.giveUp(release(app, held), holdings -> holdings.disconnect(held)));
    }

    /** The connection itself goes last, so that it counts until all that it held is given up. */
    private LocalStateLog.Release release(App app, Disconnection held) {
        List<LocalStateLog.Part> calls = new ArrayList<>();
        List<Disconnection> parts = held.parts(slices.changes());
        parts.subList(0, parts.size() - 1).forEach(part -> calls.add(unsubscribing(app, part)));
        Disconnection last = parts.getLast();
        calls.add(new LocalStateLog.Part(LuaScript.DISCONNECT, ScriptArguments.of(app, last), last));
        return new LocalStateLog.Release(app, calls);
    }

    private static LocalStateLog.Part unsubscribing(App app, Disconnection what) {
        return new LocalStateLog.Part(LuaScript.UNSUBSCRIBE, ScriptArguments.of(app, what.subscriptions()), what);
    }

    @Override
    public CompletionStage<SubscribeResult> subscribe(App app, ChannelName channel, @Nullable Member member) {
        Disconnection what = of(channel, member);
        return stage(node.take(
                LuaScript.SUBSCRIBE, app, ScriptArguments.of(app, channel, member), what, (answer, holdings) -> {
                    SubscribeResult outcome = ScriptResults.subscribed(answer, app.quotas());
                    if (outcome instanceof SubscribeResult.Begun begun) {
                        holdings.subscribe(channel, member);
                        node.noteCounts(app, answer);
                        node.heardSince(app.key(), begun.sequence());
                    }
                    return outcome;
                }));
    }

    @Override
    public CompletionStage<Void> unsubscribe(App app, ChannelName channel, @Nullable Member member) {
        LocalStateLog.Part only = unsubscribing(app, of(channel, member));
        return stage(node.giveUp(
                new LocalStateLog.Release(app, List.of(only)), holdings -> holdings.unsubscribe(channel, member)));
    }

    private static Disconnection of(ChannelName channel, @Nullable Member member) {
        return new Disconnection(List.of(new Disconnection.Held(channel, member)), null, List.of());
    }

    @Override
    public CompletionStage<SignInResult> signIn(
            App app, UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        Disconnection what = new Disconnection(List.of(), user, List.of());
        return stage(node.take(
                LuaScript.SIGNIN, app, ScriptArguments.of(user, watchlist, replaced), what, (answer, holdings) -> {
                    holdings.signIn(user, watchlist, replaced);
                    SignInResult signedIn = ScriptResults.signedIn(answer);
                    node.heardSince(app.key(), signedIn.sequence());
                    return signedIn;
                }));
    }

    @Override
    public CompletionStage<PublishResult> publish(App app, Publication publication) {
        Instant now = clock.instant();
        PublishResult refusal = exhausted.answer(app, publication, now);
        if (refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        Trace trip = publication.trace().redis();
        List<String> arguments = ScriptArguments.of(app, publication, Usage.day(now), trip.context());
        return stage(seen(trip, node.call(LuaScript.PUBLISH, app, arguments))
                .map(answer -> published(app, publication, answer, now)));
    }

    private static Future<Response> seen(Trace trip, Future<Response> answer) {
        if (trip == Trace.NONE) {
            return answer;
        }
        return answer.onFailure(failure -> trip.fail(failure.getMessage())).onComplete(done -> trip.end());
    }

    private PublishResult published(App app, Publication publication, Response answer, Instant then) {
        PublishResult published = ScriptResults.published(answer, then);
        if (published instanceof PublishResult.Accepted) {
            keeping.counted(
                    app.key(), YearMonth.from(Usage.day(then)), answer.get(2).toInteger() == 1);
        }
        return exhausted.note(app, publication, published, then);
    }

    /** Has events kept that Redis counted, which else happens once in a minute. */
    Future<Void> keep() {
        return keeping.keep();
    }

    @Override
    public CompletionStage<Void> terminate(App app, UserId user) {
        return stage(node.call(LuaScript.TERMINATE, app, List.of(user.value())).mapEmpty());
    }

    @Override
    public CompletionStage<SortedMap<String, Long>> channels(App app, String prefix, String after, int most) {
        return stage(node.call(LuaScript.CHANNELS, app, List.of(prefix, after, Integer.toString(most)))
                .map(ScriptResults::channels));
    }

    @Override
    public CompletionStage<ChannelState> channel(App app, ChannelName channel) {
        return stage(node.call(LuaScript.CHANNEL, app, List.of(channel.value()))
                .map(answer -> new ChannelState(
                        ScriptResults.counts(answer.get(0), answer.get(1)), ScriptResults.cached(answer.get(2)))));
    }

    @Override
    public CompletionStage<List<String>> users(App app, ChannelName channel) {
        return stage(users(app, channel, ScriptResults.FIRST_CURSOR, new HashMap<>()));
    }

    /** A member that is there from the first page to the last is on one of them, or on several. */
    private Future<List<String>> users(App app, ChannelName channel, String cursor, Map<String, Long> found) {
        List<String> arguments = List.of(channel.value(), cursor, Integer.toString(slices.reads()));
        return node.call(LuaScript.USERS, app, arguments).compose(page -> {
            found.putAll(ScriptResults.arrivals(page.get(1)));
            String next = page.get(0).toString();
            return next.equals(ScriptResults.FIRST_CURSOR)
                    ? Future.succeededFuture(inOrder(found))
                    : users(app, channel, next, found);
        });
    }

    private static List<String> inOrder(Map<String, Long> arrivals) {
        return arrivals.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public CompletionStage<Usage> usage(App app) {
        LocalDate today = Usage.day(clock.instant());
        return stage(node.call(LuaScript.USAGE, app, ScriptArguments.usage(today))
                .compose(answer -> restored(app, today, answer))
                .map(answer -> ScriptResults.usage(answer, today)));
    }

    /** The same answer once Redis knows again what it has forgotten, if it has and that can be had now. */
    private Future<Response> restored(App app, LocalDate today, Response answer) {
        List<String> forgotten = ScriptResults.strings(answer.get(4));
        if (forgotten.isEmpty()) {
            return Future.succeededFuture(answer);
        }
        return Batches.forEach(forgotten, month -> keeping.restore(app.key(), YearMonth.parse(month)))
                .compose(done -> node.call(LuaScript.USAGE, app, ScriptArguments.usage(today)))
                .otherwise(answer);
    }

    @Override
    public void refused(App app, Quota quota) {
        refusals.add(app.key(), quota);
    }

    @Override
    public CompletionStage<Void> forget(String appKey) {
        exhausted.forget(appKey);
        return stage(node.forget(appKey, Usage.months(Usage.day(clock.instant()))));
    }

    static <T> CompletionStage<T> stage(Future<T> future) {
        return future.recover(failure -> Future.failedFuture(unavailable(failure)))
                .toCompletionStage();
    }

    private static LiveStateUnavailableException unavailable(Throwable failure) {
        return failure instanceof LiveStateUnavailableException known
                ? known
                : new LiveStateUnavailableException(
                        "the live state cannot be reached: " + failure.getMessage(), failure);
    }
}
