package dev.vask.live;

import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.live.LiveStateFixture.Node;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a node's edge would keep it: it holds what it was given, listens to the topics of that, and drops what is not
 * after the sequence at which it began to.
 */
final class Peer {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final SocketId id = new SocketId("1." + NUMBERS.incrementAndGet());

    private final App app;
    private final Node node;
    private final Map<Topic, Long> listening = new HashMap<>();
    private final List<Disconnection.HeldSubscription> subscriptions = new ArrayList<>();
    private @Nullable UserId user;
    private @Nullable List<String> watchlist;
    private final List<String> news = new ArrayList<>();
    private long heardUpTo = -1;

    /** A connection on a node; not counted by {@link LiveState#connect}. */
    Peer(App app, Node node) {
        this.app = app;
        this.node = node;
    }

    SubscribeResult.Subscribed subscribe(String channel) {
        return begun(trySubscribe(channel, null));
    }

    SubscribeResult.Subscribed join(String channel, Member member) {
        return begun(trySubscribe(channel, member));
    }

    SubscribeResult tryJoin(String channel, Member member) {
        return trySubscribe(channel, member);
    }

    SubscribeResult trySubscribe(String channel, @Nullable Member member) {
        ChannelName name = ChannelName.parse(channel);
        SubscribeResult answer = await(node.live().subscribe(app, name, member));
        if (answer instanceof SubscribeResult.Subscribed begun) {
            listening.put(new Topic.Channel(name), begun.sequence());
            subscriptions.add(new Disconnection.HeldSubscription(name, member));
        }
        return answer;
    }

    private static SubscribeResult.Subscribed begun(SubscribeResult answer) {
        assertThat(answer).isInstanceOf(SubscribeResult.Subscribed.class);
        return (SubscribeResult.Subscribed) answer;
    }

    void unsubscribe(String channel) {
        listen();
        ChannelName name = ChannelName.parse(channel);
        Disconnection.HeldSubscription held = subscriptions.stream()
                .filter(it -> it.channel().equals(name))
                .findFirst()
                .orElseThrow();
        subscriptions.remove(held);
        listening.remove(new Topic.Channel(name));
        await(node.live().unsubscribe(app, name, held.member()));
    }

    SignInResult signIn(String userId, String... watchlist) {
        UserId signedIn = UserId.parse(userId);
        List<String> wanted = List.of(watchlist);
        listen();
        SignInResult answer = await(node.live().signIn(app, signedIn, wanted, this.watchlist));
        user = signedIn;
        this.watchlist = wanted;
        listening.keySet().removeIf(topic -> topic instanceof Topic.Watch it && !wanted.contains(it.userId()));
        wanted.forEach(id -> listening.putIfAbsent(new Topic.Watch(id), answer.sequence()));
        listening.putIfAbsent(new Topic.User(signedIn), answer.sequence());
        return answer;
    }

    void disconnect() {
        listening.clear();
        List<String> watched = watchlist == null ? List.of() : watchlist;
        await(node.live().disconnect(app, new Disconnection(List.copyOf(subscriptions), user, watched)));
        subscriptions.clear();
        user = null;
        watchlist = null;
    }

    /** What it was told since it was last asked, as frames, or {@code terminate}; all that was under way has arrived. */
    List<String> hears() {
        listen();
        List<String> all = List.copyOf(news);
        news.clear();
        return all;
    }

    private void listen() {
        settle();
        for (Message message : node.inbox().messages()) {
            if (isForMe(message) && message.sequence() > heardUpTo) {
                heardUpTo = message.sequence();
                hear(message.content());
            }
        }
    }

    private boolean isForMe(Message message) {
        Long since = listening.get(message.topic());
        return message.app().equals(app.key()) && since != null && message.sequence() > since;
    }

    private void hear(Message.Content content) {
        switch (content) {
            case Message.SendFrame(var frame, var except) -> {
                if (!id.equals(except)) {
                    news.add(frame.text());
                }
            }
            case Message.Terminate() -> news.add("terminate");
        }
    }

    /** Waits for an event that is published now: what came before it in the app's order has then come too. */
    private void settle() {
        ChannelName fence = ChannelName.parse("fence-" + NUMBERS.incrementAndGet());
        Topic.Channel topic = new Topic.Channel(fence);
        long since = begun(await(node.live().subscribe(app, fence, null))).sequence();
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
