package dev.vask.live;

import static dev.vask.live.Stages.await;

import dev.vask.apps.App;
import dev.vask.apps.Quotas;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.Secret;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.UserId;
import dev.vask.support.TestQuotas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The words in which the parts of the contract speak. */
interface LiveContract {

    Quotas UNLIMITED = TestQuotas.of(null, null, null, null, null, null);

    /** The service of the test that runs. */
    LiveStateFixture service();

    default LiveState live() {
        return live("a");
    }

    default LiveState live(String node) {
        return service().node(node).live();
    }

    /** A connection on the first node. */
    default Peer peer(App app) {
        return peer(app, "a");
    }

    default Peer peer(App app, String node) {
        return new Peer(app, service().node(node));
    }

    /** An app of this test alone, with the protocol's defaults. */
    static App newApp() {
        return App.withDefaults("app-" + UUID.randomUUID(), new Secret("secret"));
    }

    static App with(App app, Quotas quotas) {
        return new App(
                app.key(),
                app.name(),
                true,
                true,
                app.subscriptionCounts(),
                app.allowedOrigins(),
                quotas,
                app.secrets());
    }

    static App counting(App app) {
        return new App(app.key(), app.name(), true, true, true, app.allowedOrigins(), app.quotas(), app.secrets());
    }

    static Quotas connections(int most) {
        return TestQuotas.of(most, null, null, null, null, null);
    }

    static Quotas rate(int eventsPerSecond) {
        return TestQuotas.of(null, eventsPerSecond, null, null, null, null);
    }

    static Quotas month(int events) {
        return TestQuotas.of(null, null, null, null, null, null, null, null, null, null, events, null);
    }

    static Quotas channels(int most) {
        return TestQuotas.of(null, null, null, null, null, null, null, null, null, null, null, most);
    }

    static Quotas members(int most) {
        return TestQuotas.of(null, null, null, null, most, null);
    }

    static Quotas cacheTtl(@Nullable Integer seconds) {
        return TestQuotas.of(null, null, null, null, null, seconds);
    }

    static Topic.Channel to(String channel) {
        return new Topic.Channel(ChannelName.parse(channel));
    }

    static Topic.User toUser(String id) {
        return new Topic.User(UserId.parse(id));
    }

    static Event event(String channel, String data) {
        return Event.fromBackend(to(channel), "news", data, null);
    }

    static Event clientEvent(String channel, String data, Peer sender, @Nullable String userId) {
        return new Event(to(channel), "client-news", data, sender.id, new Event.Client(userId));
    }

    default PublishResult publish(App app, Event... events) {
        return await(live().publish(app, new Publication(List.of(events), events.length, false)));
    }

    default Counts counts(App app, String channel) {
        return state(app, channel).counts();
    }

    default @Nullable CachedEvent cached(App app, String channel) {
        return state(app, channel).cached();
    }

    private ChannelState state(App app, String channel) {
        return await(live().channel(app, ChannelName.parse(channel)));
    }

    /** All occupied channels whose names start with the prefix, read in pages of two, and their members. */
    static Map<String, Long> channels(LiveState live, App app, String prefix) {
        Map<String, Long> all = new LinkedHashMap<>();
        SortedMap<String, Long> page = await(live.channels(app, prefix, "", 2));
        while (page.size() == 2) {
            all.putAll(page);
            page = await(live.channels(app, prefix, page.lastKey(), 2));
        }
        all.putAll(page);
        return all;
    }

    default Map<String, Long> channels(App app, String prefix) {
        return channels(live(), app, prefix);
    }

    default List<String> users(App app, String channel) {
        return await(live().users(app, ChannelName.parse(channel)));
    }

    static Member member(String id) {
        return new Member(id, "{\"name\":\"%s\"}".formatted(id));
    }

    static String frame(ServerMessage message) {
        return Frame.of(message).text();
    }

    static String news(String channel, String data) {
        return frame(new ServerMessage.ChannelEvent(channel, "news", data, null));
    }

    static String memberAdded(String channel, Member member) {
        return frame(new ServerMessage.MemberAdded(channel, member));
    }

    static String memberRemoved(String channel, String id) {
        return frame(new ServerMessage.MemberRemoved(channel, id));
    }

    static String count(String channel, int subscriptions) {
        return frame(new ServerMessage.SubscriptionCount(channel, subscriptions));
    }

    static String online(String user) {
        return frame(new ServerMessage.WatchlistEvents(List.of(user), List.of()));
    }

    static String offline(String user) {
        return frame(new ServerMessage.WatchlistEvents(List.of(), List.of(user)));
    }

    /** Does the same so many times at once, and gives all the results. */
    static <T> List<T> atOnce(int times, IntFunction<T> work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<T>> results = IntStream.range(0, times)
                    .mapToObj(i -> threads.submit(() -> work.apply(i)))
                    .toList();
            List<T> all = new ArrayList<>();
            for (Future<T> result : results) {
                all.add(result.get());
            }
            return all;
        }
    }
}
