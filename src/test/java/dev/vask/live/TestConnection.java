package dev.vask.live;

import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.live.LiveStateFixture.Node;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Frame;
import dev.vask.protocol.Member;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection like those of the edge: it listens to the topics of its subscriptions and drops messages up to their sequence.
 */
final class TestConnection {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final SocketId id = new SocketId("1." + NUMBERS.incrementAndGet());

    private App app;
    private final Node node;
    private final Map<Topic, Long> sequences = new HashMap<>();
    private final List<Disconnection.HeldSubscription> subscriptions = new ArrayList<>();
    private @Nullable UserId user;
    private @Nullable List<String> watchlist;
    private final List<Frame> frames = new ArrayList<>();
    private long lastSequence = -1;

    /** A connection on a node that {@link LiveState#connect} does not count. */
    TestConnection(App app, Node node) {
        this.app = app;
        this.node = node;
    }

    /** From now on it uses these settings of the app. */
    void use(App changed) {
        app = changed;
    }

    SubscribeResult.Subscribed subscribe(String channel) {
        return subscribed(trySubscribe(channel, null));
    }

    SubscribeResult.Subscribed join(String channel, Member member) {
        return subscribed(trySubscribe(channel, member));
    }

    SubscribeResult tryJoin(String channel, Member member) {
        return trySubscribe(channel, member);
    }

    /** Subscribes after the event with an id; see {@link LiveState#subscribe}. */
    SubscribeResult.Subscribed resume(String channel, @Nullable Member member, @Nullable String resumeAfter) {
        return subscribed(trySubscribe(channel, member, resumeAfter));
    }

    SubscribeResult trySubscribe(String channel, @Nullable Member member) {
        return trySubscribe(channel, member, null);
    }

    private SubscribeResult trySubscribe(String channel, @Nullable Member member, @Nullable String resumeAfter) {
        ChannelName name = ChannelName.parse(channel);
        SubscribeResult result = await(node.live().subscribe(app, name, member, resumeAfter));
        if (result instanceof SubscribeResult.Subscribed accepted) {
            sequences.put(new Topic.Channel(name), accepted.sequence());
            subscriptions.add(new Disconnection.HeldSubscription(name, member));
        }
        return result;
    }

    private static SubscribeResult.Subscribed subscribed(SubscribeResult result) {
        assertThat(result).isInstanceOf(SubscribeResult.Subscribed.class);
        return (SubscribeResult.Subscribed) result;
    }

    void unsubscribe(String channel) {
        receiveNew();
        ChannelName name = ChannelName.parse(channel);
        Disconnection.HeldSubscription held = subscriptions.stream()
                .filter(it -> it.channel().equals(name))
                .findFirst()
                .orElseThrow();
        subscriptions.remove(held);
        sequences.remove(new Topic.Channel(name));
        await(node.live().unsubscribe(app, name, held.member()));
    }

    SignInResult signIn(String userId, String... watchlist) {
        UserId signedIn = UserId.parse(userId);
        List<String> watched = List.of(watchlist);
        receiveNew();
        SignInResult result = await(node.live().signIn(app, signedIn, watched, this.watchlist));
        user = signedIn;
        this.watchlist = watched;
        sequences.keySet().removeIf(topic -> topic instanceof Topic.Watch it && !watched.contains(it.userId()));
        watched.forEach(id -> sequences.putIfAbsent(new Topic.Watch(id), result.sequence()));
        sequences.putIfAbsent(new Topic.User(signedIn), result.sequence());
        return result;
    }

    void disconnect() {
        sequences.clear();
        List<String> watchedUsers = watchlist == null ? List.of() : watchlist;
        await(node.live().disconnect(app, new Disconnection(List.copyOf(subscriptions), user, watchedUsers)));
        subscriptions.clear();
        user = null;
        watchlist = null;
    }

    /** The frames since the last call, or {@code terminate} and the code. Waits for messages that are not delivered yet. */
    List<String> received() {
        return take(Frame::text);
    }

    /** The same, where events have their ids. */
    List<String> receivedWithIds() {
        return take(frame -> frame.identified().text());
    }

    private List<String> take(Function<Frame, String> text) {
        receiveNew();
        List<String> all = frames.stream().map(text).toList();
        frames.clear();
        return all;
    }

    private void receiveNew() {
        awaitPending();
        for (Message message : node.inbox().messages()) {
            if (isForMe(message) && message.sequence() > lastSequence) {
                lastSequence = message.sequence();
                receive(message.content());
            }
        }
    }

    private boolean isForMe(Message message) {
        Long since = sequences.get(message.topic());
        return message.app().equals(app.key()) && since != null && message.sequence() > since;
    }

    private void receive(Message.Content content) {
        switch (content) {
            case Message.SendFrame(var frame, var except) -> {
                if (!id.equals(except)) {
                    frames.add(frame);
                }
            }
            case Message.Terminate(var code) -> frames.add(Frame.ofText("terminate " + code, 0, null));
        }
    }

    /** Publishes an event that is not stored and waits for it: all earlier messages of the app have arrived before it. */
    private void awaitPending() {
        App app = this.app.withHistory(HistorySettings.OFF);
        ChannelName fence = ChannelName.parse("fence-" + NUMBERS.incrementAndGet());
        Topic.Channel topic = new Topic.Channel(fence);
        long since = subscribed(await(node.live().subscribe(app, fence, null))).sequence();
        Event event = new Event(topic, "client-fence", "{}", null, new Event.Client(null));
        await(node.live().publish(app, Publication.ofClient(event)));
        try {
            node.inbox()
                    .await(it -> it.app().equals(app.key())
                            && it.topic().equals(topic)
                            && it.sequence() > since
                            && it.content() instanceof Message.SendFrame(var frame, var _)
                            && frame.text().contains("client-fence"));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        await(node.live().unsubscribe(app, fence, null));
    }
}
