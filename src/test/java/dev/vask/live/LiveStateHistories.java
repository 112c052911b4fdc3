package dev.vask.live;

import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
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
 * Random histories, after each of which every {@link LiveState} must agree with the {@link Model}: in each answer, in what each
 * socket heard, and in what can be asked at the end. Extended by one small class for each implementation.
 */
public abstract class LiveStateHistories {

    /** Starts an empty service. */
    protected abstract LiveStateFixture open();

    @Provide
    Arbitrary<List<Step>> histories() {
        return Histories.all();
    }

    @Property(tries = 500)
    void every_history_ends_as_the_model_says(@ForAll("histories") List<Step> history, @ForAll boolean counting) {
        try (LiveStateFixture service = open()) {
            App app = newApp();
            Telling telling = new Telling(service, counting ? LiveContract.counting(app) : app, counting);
            history.forEach(telling::step);
            telling.checkWhatWasHeard();
            telling.checkWhatCanBeAsked();
            telling.disconnectAll();
            telling.checkWhatCanBeAsked();
        }
    }

    @Provide
    Arbitrary<List<Spending.Step>> spendings() {
        return Spending.histories();
    }

    @Property(tries = 200)
    void what_an_app_has_used_is_what_the_model_says(@ForAll("spendings") List<Spending.Step> history) {
        try (LiveStateFixture service = open()) {
            Spending spending = new Spending(service);
            history.forEach(spending::step);
            spending.checkUsage();
        }
    }

    /** One history, told to the model and to the service side by side. */
    private static final class Telling {

        private final LiveStateFixture service;
        private final App app;
        private final Model model;
        private final List<Peer> peers = new ArrayList<>();
        private int events;

        Telling(LiveStateFixture service, App app, boolean counting) {
            this.service = service;
            this.app = app;
            model = new Model(Histories.SOCKETS, counting);
            for (int i = 0; i < Histories.SOCKETS; i++) {
                peers.add(newPeer(i));
            }
        }

        private Peer newPeer(int number) {
            return new Peer(app, service.node(number % 2 == 0 ? "a" : "b"));
        }

        void step(Step step) {
            switch (step) {
                case Step.Subscribe(int socket, String channel, String user) -> subscribe(socket, channel, user);
                case Step.Unsubscribe(int socket, String channel) -> unsubscribe(socket, channel);
                case Step.SignIn(int socket, String user, List<String> watchlist) -> signIn(socket, user, watchlist);
                case Step.Disconnect(int socket) -> disconnect(socket);
                case Step.Publish(List<String> channels, @Nullable Integer except) -> publish(channels, except);
                case Step.Tell(String user) -> tell(user);
                case Step.Terminate(String user) -> terminate(user);
            }
        }

        private void subscribe(int number, String channel, String user) {
            Model.Socket socket = model.sockets.get(number);
            if (socket.places.containsKey(channel)) {
                return;
            }
            Member member = channel.startsWith("presence-") ? new Member(user, "{\"by\":" + number + "}") : null;
            SubscribeResult.Subscribed begun = member == null
                    ? peers.get(number).subscribe(channel)
                    : peers.get(number).join(channel, member);
            model.subscribe(socket, channel, member);
            assertThat(begun.members()).containsExactlyElementsOf(model.roster(channel));
            CachedEvent cached = begun.cached();
            assertThat(cached == null ? null : cached.data()).isEqualTo(model.cached.get(channel));
        }

        private void unsubscribe(int number, String channel) {
            Model.Socket socket = model.sockets.get(number);
            if (socket.places.containsKey(channel)) {
                peers.get(number).unsubscribe(channel);
                model.unsubscribe(socket, channel);
            }
        }

        private void signIn(int number, String user, List<String> watchlist) {
            Model.Socket socket = model.sockets.get(number);
            if (socket.user == null || socket.user.equals(user)) {
                SignInResult answer = peers.get(number).signIn(user, watchlist.toArray(String[]::new));
                assertThat(answer.online()).containsExactlyInAnyOrderElementsOf(model.signIn(socket, user, watchlist));
            }
        }

        private void disconnect(int number) {
            assertThat(peers.get(number).hears())
                    .isEqualTo(model.sockets.get(number).hears());
            peers.get(number).disconnect();
            peers.set(number, newPeer(number));
            model.disconnect(model.sockets.get(number));
        }

        private void publish(List<String> channels, @Nullable Integer except) {
            List<Event> together = new ArrayList<>();
            for (String channel : channels) {
                String data = "" + ++events;
                together.add(Event.fromBackend(
                        LiveContract.to(channel), "news", data, except == null ? null : peers.get(except).id));
                model.publish(channel, data, except == null ? null : model.sockets.get(except));
            }
            await(service.node("b").live().publish(app, new Publication(together, together.size(), false)));
        }

        private void tell(String user) {
            Event event = Event.fromBackend(toUser(user), "news", "" + ++events, null);
            await(service.node("a").live().publish(app, new Publication(List.of(event), 1, false)));
            model.tellUser(user, Frame.of(event.toMessage()).text());
        }

        private void terminate(String user) {
            await(service.node("a").live().terminate(app, UserId.parse(user)));
            model.tellUser(user, "terminate");
        }

        void checkWhatWasHeard() {
            for (int i = 0; i < peers.size(); i++) {
                assertThat(peers.get(i).hears())
                        .as("socket %d", i)
                        .isEqualTo(model.sockets.get(i).hears());
            }
        }

        void checkWhatCanBeAsked() {
            LiveState live = service.node("b").live();
            Map<String, Long> occupied = new HashMap<>();
            for (String name : Histories.CHANNELS) {
                ChannelName channel = ChannelName.parse(name);
                ChannelState state = await(live.channel(app, channel));
                assertThat(state.counts()).as(name).isEqualTo(model.counts(name));
                CachedEvent cached = state.cached();
                assertThat(cached == null ? null : cached.data()).as(name).isEqualTo(model.cached.get(name));
                assertThat(await(live.users(app, channel)))
                        .as(name)
                        .containsExactlyElementsOf(
                                model.roster(name).stream().map(Member::id).toList());
                if (!model.counts(name).equals(Counts.NONE)) {
                    occupied.put(name, model.counts(name).users());
                }
            }
            assertThat(LiveContract.channels(live, app, "")).isEqualTo(occupied);
        }

        void disconnectAll() {
            for (int i = 0; i < peers.size(); i++) {
                disconnect(i);
            }
        }
    }
}
