package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.KeptEvents;
import dev.vask.apps.Quota;
import dev.vask.live.ChannelState;
import dev.vask.live.Departure;
import dev.vask.live.Inbox;
import dev.vask.live.Interruption;
import dev.vask.live.LiveState;
import dev.vask.live.Publication;
import dev.vask.live.Published;
import dev.vask.live.SignedIn;
import dev.vask.live.Subscribed;
import dev.vask.live.UnavailableException;
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

    private static final Departure NOTHING = new Departure(List.of(), null, List.of());

    private final Node node;
    private final RedisWebhookQueue webhooks;
    private final Refusals refusals;
    private final Keeping keeping;
    private final Exhausted exhausted = new Exhausted();
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
            KeptEvents kept,
            Duration grace,
            WebhookQueueLimits limits,
            InstantSource clock,
            Consumer<Interruption> interruptions,
            LongConsumer roundTrips,
            Traces traces) {
        this(redis, vertx, config, inbox, apps, kept, grace, limits, clock, interruptions, roundTrips, traces, Slices.DEFAULT);
    }

    /** The same, in slices of another size. */
    RedisLiveState(
            Redis redis,
            Vertx vertx,
            ClusterConfig config,
            Inbox inbox,
            AppDirectory apps,
            KeptEvents kept,
            Duration grace,
            WebhookQueueLimits limits,
            InstantSource clock,
            Consumer<Interruption> interruptions,
            LongConsumer roundTrips,
            Traces traces,
            Slices slices) {
        this.slices = slices;
        node = new Node(redis, vertx, config, inbox, apps, grace, limits, interruptions, roundTrips, traces, slices);
        webhooks = new RedisWebhookQueue(node, limits);
        refusals = new Refusals(node, vertx, clock);
        keeping = new Keeping(node, vertx, kept);
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
        List<String> arguments = List.of(Arguments.limit(app.quotas().maxConnections()));
        return stage(node.take(Script.CONNECT, app, arguments, NOTHING, (answer, holdings) -> {
            boolean admitted = answer.toInteger() == 1;
            if (admitted) {
                holdings.connect();
            }
            return admitted;
        }));
    }

    @Override
    public CompletionStage<Void> disconnect(App app, Departure held) {
        return stage(node.giveUp(goodbye(app, held), holdings -> holdings.disconnect(held)));
    }

    /** The connection itself goes last, so that it counts until all that it held is given up. */
    private Ledger.Goodbye goodbye(App app, Departure held) {
        List<Ledger.Part> calls = new ArrayList<>();
        List<Departure> parts = held.parts(slices.changes());
        parts.subList(0, parts.size() - 1).forEach(part -> calls.add(unsubscribing(app, part)));
        Departure last = parts.getLast();
        calls.add(new Ledger.Part(Script.DISCONNECT, Arguments.of(app, last), last));
        return new Ledger.Goodbye(app, calls);
    }

    private static Ledger.Part unsubscribing(App app, Departure what) {
        return new Ledger.Part(Script.UNSUBSCRIBE, Arguments.of(app, what.subscriptions()), what);
    }

    @Override
    public CompletionStage<Subscribed> subscribe(App app, ChannelName channel, @Nullable Member member) {
        Departure what = of(channel, member);
        return stage(node.take(Script.SUBSCRIBE, app, Arguments.of(app, channel, member), what, (answer, holdings) -> {
            Subscribed outcome = Answers.subscribed(answer, app.quotas());
            if (outcome instanceof Subscribed.Begun begun) {
                holdings.subscribe(channel, member);
                node.noteCounts(app, answer);
                node.heardSince(app.key(), begun.sequence());
            }
            return outcome;
        }));
    }

    @Override
    public CompletionStage<Void> unsubscribe(App app, ChannelName channel, @Nullable Member member) {
        Ledger.Part only = unsubscribing(app, of(channel, member));
        return stage(node.giveUp(
                new Ledger.Goodbye(app, List.of(only)), holdings -> holdings.unsubscribe(channel, member)));
    }

    private static Departure of(ChannelName channel, @Nullable Member member) {
        return new Departure(List.of(new Departure.Held(channel, member)), null, List.of());
    }

    @Override
    public CompletionStage<SignedIn> signIn(
            App app, UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        Departure what = new Departure(List.of(), user, List.of());
        return stage(node.take(Script.SIGNIN, app, Arguments.of(user, watchlist, replaced), what, (answer, holdings) -> {
            holdings.signIn(user, watchlist, replaced);
            SignedIn signedIn = Answers.signedIn(answer);
            node.heardSince(app.key(), signedIn.sequence());
            return signedIn;
        }));
    }

    @Override
    public CompletionStage<Published> publish(App app, Publication publication) {
        Instant now = clock.instant();
        Published refusal = exhausted.answer(app, publication, now);
        if (refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        Trace trip = publication.trace().redis();
        List<String> arguments = Arguments.of(app, publication, Usage.day(now), trip.context());
        return stage(seen(trip, node.call(Script.PUBLISH, app, arguments))
                .map(answer -> published(app, publication, answer, now)));
    }

    private static Future<Response> seen(Trace trip, Future<Response> answer) {
        if (trip == Trace.NONE) {
            return answer;
        }
        return answer.onFailure(failure -> trip.fail(failure.getMessage())).onComplete(done -> trip.end());
    }

    private Published published(App app, Publication publication, Response answer, Instant then) {
        Published published = Answers.published(answer, then);
        if (published instanceof Published.Accepted) {
            keeping.counted(app.key(), YearMonth.from(Usage.day(then)), answer.get(2).toInteger() == 1);
        }
        return exhausted.note(app, publication, published, then);
    }

    /** Has events kept that Redis counted, which else happens once in a minute. */
    Future<Void> keep() {
        return keeping.keep();
    }

    @Override
    public CompletionStage<Void> terminate(App app, UserId user) {
        return stage(node.call(Script.TERMINATE, app, List.of(user.value())).mapEmpty());
    }

    @Override
    public CompletionStage<SortedMap<String, Long>> channels(App app, String prefix, String after, int most) {
        return stage(node.call(Script.CHANNELS, app, List.of(prefix, after, Integer.toString(most)))
                .map(Answers::channels));
    }

    @Override
    public CompletionStage<ChannelState> channel(App app, ChannelName channel) {
        return stage(node.call(Script.CHANNEL, app, List.of(channel.value()))
                .map(answer -> new ChannelState(
                        Answers.counts(answer.get(0), answer.get(1)), Answers.cached(answer.get(2)))));
    }

    @Override
    public CompletionStage<List<String>> users(App app, ChannelName channel) {
        return stage(users(app, channel, Answers.FIRST_CURSOR, new HashMap<>()));
    }

    /** A member that is there from the first page to the last is on one of them, or on several. */
    private Future<List<String>> users(App app, ChannelName channel, String cursor, Map<String, Long> found) {
        List<String> arguments = List.of(channel.value(), cursor, Integer.toString(slices.reads()));
        return node.call(Script.USERS, app, arguments).compose(page -> {
            found.putAll(Answers.arrivals(page.get(1)));
            String next = page.get(0).toString();
            return next.equals(Answers.FIRST_CURSOR)
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
        return stage(node.call(Script.USAGE, app, Arguments.usage(today))
                .compose(answer -> restored(app, today, answer))
                .map(answer -> Answers.usage(answer, today)));
    }

    /** The same answer once Redis knows again what it has forgotten, if it has and that can be had now. */
    private Future<Response> restored(App app, LocalDate today, Response answer) {
        List<String> forgotten = Answers.strings(answer.get(4));
        if (forgotten.isEmpty()) {
            return Future.succeededFuture(answer);
        }
        return Windows.forEach(forgotten, month -> keeping.restore(app.key(), YearMonth.parse(month)))
                .compose(done -> node.call(Script.USAGE, app, Arguments.usage(today)))
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
        return future.recover(failure -> Future.failedFuture(unavailable(failure))).toCompletionStage();
    }

    private static UnavailableException unavailable(Throwable failure) {
        return failure instanceof UnavailableException known
                ? known
                : new UnavailableException("the live state cannot be reached: " + failure.getMessage(), failure);
    }
}
