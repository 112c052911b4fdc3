package dev.vask.live;

import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.to;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.StageAwaiter.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.apps.Quota;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import dev.vask.traces.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies one history to the models and to a live state, and compares them. */
final class HistoryRunner {

    private static final int ALL = 1_000;
    private static final int SECONDS_OF_KEYS = 86_400;

    private final LiveStateFixture fixture;
    private final ReferenceModel model;
    private final RecoveryModel recovery;
    private final Map<String, Keyed> keys = new HashMap<>();
    private final List<TestConnection> connections = new ArrayList<>();
    private final boolean isDistributed;
    private App app;
    private App appBefore;
    private Instant changedAt = Instant.MIN;
    private int events;

    /** The request that was accepted with an idempotency key. */
    private record Keyed(String digest, PublishResult.Accepted result) {}

    HistoryRunner(LiveStateFixture fixture, HistorySettings settings, boolean counting) {
        this.fixture = fixture;
        App created = newApp();
        created = LiveContract.with(created, created.quotas().with(Quota.IDEMPOTENCY_KEY_SECONDS, SECONDS_OF_KEYS));
        app = (counting ? LiveContract.counting(created) : created).withHistory(settings);
        appBefore = app;
        isDistributed = fixture.node("a").live() != fixture.node("b").live();
        model = new ReferenceModel(HistoryGenerator.CONNECTIONS, counting);
        recovery = new RecoveryModel(isDistributed);
        for (int i = 0; i < HistoryGenerator.CONNECTIONS; i++) {
            connections.add(newConnection(i));
        }
    }

    private TestConnection newConnection(int number) {
        return new TestConnection(app, fixture.node(number % 2 == 0 ? "a" : "b"));
    }

    void step(HistoryStep step) {
        switch (step) {
            case HistoryStep.Subscribe it -> subscribe(it);
            case HistoryStep.Unsubscribe(int connection, String channel) -> unsubscribe(connection, channel);
            case HistoryStep.SignIn(int connection, String user, List<String> watchlist) ->
                signIn(connection, user, watchlist);
            case HistoryStep.Disconnect(int connection) -> disconnect(connection);
            case HistoryStep.Publish it -> publish(it);
            case HistoryStep.PublishFromClient(int connection, String channel) ->
                publishFromClient(connection, channel);
            case HistoryStep.PublishToUser(String user) -> publishToUser(user);
            case HistoryStep.ReadStored it
            when app.history().enabled() -> readStored(it.channel(), it.after(), it.backward(), it.limit());
            case HistoryStep.ReadStored it -> {}
            case HistoryStep.ChangeSettings(HistorySettings settings) -> change(settings);
            case HistoryStep.AwaitPropagation() -> fixture.advanceCalendar(App.PROPAGATION_TIME.plusMillis(1));
            case HistoryStep.Terminate(String user) -> terminate(user);
        }
    }

    private void change(HistorySettings settings) {
        appBefore = app;
        changedAt = fixture.now();
        app = app.withHistory(settings.replacing(app.history(), changedAt));
        connections.forEach(it -> it.use(app));
    }

    /** The app as a node knows it. */
    private App known(boolean stale) {
        boolean isPossible = isDistributed && fixture.now().isBefore(changedAt.plus(App.PROPAGATION_TIME));
        return stale && isPossible ? appBefore : app;
    }

    private RecoveryModel.Known settings(App known) {
        return new RecoveryModel.Known(known.history(), fixture.now());
    }

    private void subscribe(HistoryStep.Subscribe step) {
        String channel = step.channel();
        ReferenceModel.ModelConnection modelled = model.connections.get(step.connection());
        if (modelled.subscriptions.containsKey(channel)) {
            return;
        }
        Member member =
                channel.startsWith("presence-") ? new Member(step.user(), "{\"by\":" + step.connection() + "}") : null;
        RecoveryModel.Asked asked = step.after() == null ? null : recovery.ask(channel, step.after());
        App known = known(step.stale());
        TestConnection connection = connections.get(step.connection());
        connection.use(known);
        SubscribeResult.Subscribed result = connection.resume(channel, member, asked == null ? null : asked.id());
        connection.use(app);
        model.subscribe(modelled, channel, member);
        assertThat(result.members()).containsExactlyElementsOf(model.members(channel));
        CachedEvent cached = result.cached();
        assertThat(cached == null ? null : cached.data()).isEqualTo(model.cached.get(channel));
        if (asked == null) {
            assertThat(result.resumption()).isNull();
        } else {
            recovery.resumed(settings(known), channel, asked, requireNonNull(result.resumption()));
        }
    }

    private void unsubscribe(int number, String channel) {
        ReferenceModel.ModelConnection connection = model.connections.get(number);
        if (connection.subscriptions.containsKey(channel)) {
            connections.get(number).unsubscribe(channel);
            model.unsubscribe(connection, channel);
        }
    }

    private void signIn(int number, String user, List<String> watchlist) {
        ReferenceModel.ModelConnection connection = model.connections.get(number);
        if (connection.user == null || connection.user.equals(user)) {
            SignInResult result = connections.get(number).signIn(user, watchlist.toArray(String[]::new));
            assertThat(result.online()).containsExactlyInAnyOrderElementsOf(model.signIn(connection, user, watchlist));
        }
    }

    private void disconnect(int number) {
        checkReceived(number);
        connections.get(number).disconnect();
        connections.set(number, newConnection(number));
        model.disconnect(model.connections.get(number));
    }

    private void publish(HistoryStep.Publish step) {
        List<Event> published = new ArrayList<>();
        for (String channel : step.channels()) {
            String data = ++events + "x".repeat(step.padding());
            Integer except = step.except();
            published.add(
                    Event.fromBackend(to(channel), "news", data, except == null ? null : connections.get(except).id));
        }
        App known = known(step.stale());
        HistoryStep.Key key = step.key();
        long before = System.nanoTime();
        PublishResult result = await(fixture.node("b")
                .live()
                .publish(
                        known,
                        new Publication(
                                published,
                                published.size(),
                                key != null,
                                true,
                                key == null ? null : new IdempotencyKey(key.value(), key.digest()),
                                Trace.NONE)));
        recovery.publishing(settings(known));
        Keyed first = key == null ? null : keys.get(key.value());
        if (key != null && first != null) {
            assertThat(result)
                    .isEqualTo(
                            first.digest.equals(key.digest())
                                    ? new PublishResult.Accepted(first.result.counts(), first.result.ids(), true)
                                    : new PublishResult.KeyReused());
            return;
        }
        PublishResult.Accepted accepted = accepted(result);
        if (key != null) {
            keys.put(key.value(), new Keyed(key.digest(), accepted));
        }
        for (int i = 0; i < published.size(); i++) {
            String channel = step.channels().get(i);
            Event event = published.get(i);
            String id = accepted.ids().get(i);
            model.publish(channel, event.data(), withId(event, id), modelled(step.except()));
            recovery.published(settings(known), channel, stored(event, id), true, before);
        }
    }

    private static PublishResult.Accepted accepted(PublishResult result) {
        assertThat(result).isInstanceOfSatisfying(PublishResult.Accepted.class, it -> assertThat(it.replayed())
                .isFalse());
        return (PublishResult.Accepted) result;
    }

    private ReferenceModel.@Nullable ModelConnection modelled(@Nullable Integer number) {
        return number == null ? null : model.connections.get(number);
    }

    private static StoredEvent stored(Event event, String id) {
        return RecoveryModel.stored(id, Frame.of(event.toMessage()).text(), event.except());
    }

    /** The frame that subscribers of protocol 8 receive. */
    private static String withId(Event event, String id) {
        return Frame.of(event.toMessage(), 0, id.isEmpty() ? null : id)
                .identified()
                .text();
    }

    private void publishFromClient(int number, String channel) {
        ReferenceModel.ModelConnection sender = model.connections.get(number);
        if (!sender.subscriptions.containsKey(channel)) {
            return;
        }
        SocketId sentBy = connections.get(number).id;
        Event event = new Event(to(channel), "client-news", "" + ++events, sentBy, new Event.Client(null));
        long before = System.nanoTime();
        PublishResult result = await(fixture.node("a")
                .live()
                .publish(app, new Publication(List.of(event), 0, false, true, null, Trace.NONE)));
        String id = accepted(result).ids().getFirst();
        recovery.publishing(settings(app));
        model.publish(channel, withId(event, id), sender);
        recovery.published(
                settings(app), channel, stored(event, id), app.history().clientEvents(), before);
    }

    private void publishToUser(String user) {
        Event event = Event.fromBackend(toUser(user), "news", "" + ++events, null);
        await(fixture.node("a").live().publish(app, new Publication(List.of(event), 1, false)));
        recovery.publishing(settings(app));
        model.deliverToUser(user, Frame.of(event.toMessage()).text());
    }

    private void terminate(String user) {
        await(fixture.node("a").live().terminate(app, UserId.parse(user), ErrorCode.RECONNECT));
        model.deliverToUser(user, "terminate RECONNECT");
    }

    /** Reads all stored events of a channel, or those after an id. Returns them, or null if there is a gap. */
    private @Nullable List<StoredEvent> readStored(
            String channel, HistoryStep.@Nullable After after, boolean backward, int pageSize) {
        RecoveryModel.Asked asked = after == null ? null : recovery.ask(channel, after);
        if (asked != null && asked.id().isEmpty()) {
            asked = null;
        }
        int limit = recovery.canContinuePages(settings(app)) ? pageSize : ALL;
        List<StoredEvent> items = new ArrayList<>();
        while (true) {
            HistoryQuery query = new HistoryQuery(
                    asked == null ? null : asked.id(),
                    items.isEmpty() ? null : items.getLast().id(),
                    backward,
                    limit);
            switch (await(fixture.node("a").live().history(app, ChannelName.parse(channel), query))) {
                case HistoryResult.Gap gap -> {
                    recovery.readGap(settings(app), channel, asked, gap);
                    return null;
                }
                case HistoryResult.Page page -> {
                    items.addAll(page.items());
                    if (!page.hasMore()) {
                        List<StoredEvent> inOrder = backward ? items.reversed() : items;
                        recovery.read(settings(app), channel, asked, inOrder, page);
                        return inOrder;
                    }
                    assertThat(page.items()).hasSize(limit);
                }
            }
        }
    }

    /** All events until now have expired. */
    void expire() {
        recovery.expire();
    }

    /** Checks what was received and is stored, then disconnects all and checks again. */
    void check() {
        for (int i = 0; i < connections.size(); i++) {
            checkReceived(i);
        }
        checkState();
        checkStored();
        for (int i = 0; i < connections.size(); i++) {
            disconnect(i);
        }
        checkState();
    }

    private void checkReceived(int number) {
        assertThat(connections.get(number).receivedWithIds())
                .as("connection %d", number)
                .isEqualTo(model.connections.get(number).received());
    }

    private void checkState() {
        LiveState live = fixture.node("b").live();
        Map<String, Long> occupied = new HashMap<>();
        for (String name : HistoryGenerator.CHANNELS) {
            ChannelName channel = ChannelName.parse(name);
            ChannelState state = await(live.channel(app, channel));
            assertThat(state.counts()).as(name).isEqualTo(model.counts(name));
            CachedEvent cached = state.cached();
            assertThat(cached == null ? null : cached.data()).as(name).isEqualTo(model.cached.get(name));
            assertThat(await(live.users(app, channel)))
                    .as(name)
                    .containsExactlyElementsOf(
                            model.members(name).stream().map(Member::id).toList());
            if (!model.counts(name).equals(Counts.NONE)) {
                occupied.put(name, model.counts(name).users());
            }
        }
        assertThat(LiveContract.channels(live, app, "")).isEqualTo(occupied);
    }

    /** Reading removes what exceeds the limits, so that the usage has what was read. */
    private void checkStored() {
        if (!app.history().enabled()) {
            return;
        }
        long number = 0;
        long bytes = 0;
        for (String channel : HistoryGenerator.CHANNELS) {
            for (StoredEvent event : requireNonNull(readStored(channel, null, false, ALL))) {
                number++;
                bytes += event.frame().length();
            }
        }
        assertThat(await(fixture.node("a").live().usage(app)).history())
                .isEqualTo(new Usage.StoredEvents(number, bytes));
    }
}
