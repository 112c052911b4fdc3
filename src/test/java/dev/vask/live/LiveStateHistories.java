package dev.vask.live;

import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Random operations on a {@link LiveState}. Results, received frames and the final state must match the {@link ReferenceModel}. Each
 * implementation has a subclass.
 */
public abstract class LiveStateHistories {

    /** Starts an empty fixture. */
    protected abstract LiveStateFixture open();

    @Provide
    Arbitrary<List<HistoryStep>> histories() {
        return HistoryGenerator.all();
    }

    @Property(tries = 500)
    void every_history_matches_the_model(@ForAll("histories") List<HistoryStep> history, @ForAll boolean counting) {
        try (LiveStateFixture fixture = open()) {
            App app = newApp();
            HistoryRunner runner = new HistoryRunner(fixture, counting ? LiveContract.counting(app) : app, counting);
            history.forEach(runner::step);
            runner.checkReceived();
            runner.checkState();
            runner.disconnectAll();
            runner.checkState();
        }
    }

    @Provide
    Arbitrary<List<UsageHistory.UsageStep>> usageHistories() {
        return UsageHistory.arbitrary();
    }

    @Property(tries = 200)
    void the_usage_matches_the_model(@ForAll("usageHistories") List<UsageHistory.UsageStep> history) {
        try (LiveStateFixture fixture = open()) {
            UsageHistory usageHistory = new UsageHistory(fixture);
            history.forEach(usageHistory::step);
            usageHistory.checkUsage();
        }
    }

    /** Applies one history to the model and to the fixture. */
    private static final class HistoryRunner {

        private final LiveStateFixture fixture;
        private final App app;
        private final ReferenceModel model;
        private final List<TestConnection> connections = new ArrayList<>();
        private int events;

        HistoryRunner(LiveStateFixture fixture, App app, boolean counting) {
            this.fixture = fixture;
            this.app = app;
            model = new ReferenceModel(HistoryGenerator.CONNECTIONS, counting);
            for (int i = 0; i < HistoryGenerator.CONNECTIONS; i++) {
                connections.add(newConnection(i));
            }
        }

        private TestConnection newConnection(int number) {
            return new TestConnection(app, fixture.node(number % 2 == 0 ? "a" : "b"));
        }

        void step(HistoryStep step) {
            switch (step) {
                case HistoryStep.Subscribe(int connection, String channel, String user) ->
                    subscribe(connection, channel, user);
                case HistoryStep.Unsubscribe(int connection, String channel) -> unsubscribe(connection, channel);
                case HistoryStep.SignIn(int connection, String user, List<String> watchlist) ->
                    signIn(connection, user, watchlist);
                case HistoryStep.Disconnect(int connection) -> disconnect(connection);
                case HistoryStep.Publish(List<String> channels, @Nullable Integer except) -> publish(channels, except);
                case HistoryStep.PublishToUser(String user) -> publishToUser(user);
                case HistoryStep.Terminate(String user) -> terminate(user);
            }
        }

        private void subscribe(int number, String channel, String user) {
            ReferenceModel.ModelConnection connection = model.connections.get(number);
            if (connection.subscriptions.containsKey(channel)) {
                return;
            }
            Member member = channel.startsWith("presence-") ? new Member(user, "{\"by\":" + number + "}") : null;
            SubscribeResult.Subscribed result = member == null
                    ? connections.get(number).subscribe(channel)
                    : connections.get(number).join(channel, member);
            model.subscribe(connection, channel, member);
            assertThat(result.members()).containsExactlyElementsOf(model.members(channel));
            CachedEvent cached = result.cached();
            assertThat(cached == null ? null : cached.data()).isEqualTo(model.cached.get(channel));
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
                assertThat(result.online())
                        .containsExactlyInAnyOrderElementsOf(model.signIn(connection, user, watchlist));
            }
        }

        private void disconnect(int number) {
            assertThat(connections.get(number).received())
                    .isEqualTo(model.connections.get(number).received());
            connections.get(number).disconnect();
            connections.set(number, newConnection(number));
            model.disconnect(model.connections.get(number));
        }

        private void publish(List<String> channels, @Nullable Integer except) {
            List<Event> published = new ArrayList<>();
            for (String channel : channels) {
                String data = "" + ++events;
                published.add(Event.fromBackend(
                        LiveContract.to(channel), "news", data, except == null ? null : connections.get(except).id));
                model.publish(channel, data, except == null ? null : model.connections.get(except));
            }
            await(fixture.node("b").live().publish(app, new Publication(published, published.size(), false)));
        }

        private void publishToUser(String user) {
            Event event = Event.fromBackend(toUser(user), "news", "" + ++events, null);
            await(fixture.node("a").live().publish(app, new Publication(List.of(event), 1, false)));
            model.deliverToUser(user, Frame.of(event.toMessage()).text());
        }

        private void terminate(String user) {
            await(fixture.node("a").live().terminate(app, UserId.parse(user), ErrorCode.RECONNECT));
            model.deliverToUser(user, "terminate RECONNECT");
        }

        void checkReceived() {
            for (int i = 0; i < connections.size(); i++) {
                assertThat(connections.get(i).received())
                        .as("connection %d", i)
                        .isEqualTo(model.connections.get(i).received());
            }
        }

        void checkState() {
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

        void disconnectAll() {
            for (int i = 0; i < connections.size(); i++) {
                disconnect(i);
            }
        }
    }
}
