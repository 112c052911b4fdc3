package dev.vask.channels;

import dev.vask.live.Inbox;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Receives all messages for this node and passes each to the event loops with subscribers of its topic: one task per loop,
 * independent of the number of connections.
 */
public final class Hub implements Inbox {

    private static final LoopSubscriptions[] NONE = {};

    private final ConcurrentHashMap<AppTopic, LoopSubscriptions[]> routes =
            new ConcurrentHashMap<>(); // the arrays are never modified
    private final ConcurrentHashMap<Executor, LoopSubscriptions> loops = new ConcurrentHashMap<>();

    /** A topic of an app. */
    record AppTopic(String app, Topic topic) {}

    /** The subscriptions of an event loop; always the same object for the same loop. */
    public LoopSubscriptions loopSubscriptions(Executor loop) {
        LoopSubscriptions known = loops.get(loop);
        return known != null ? known : loops.computeIfAbsent(loop, it -> new LoopSubscriptions(this, it));
    }

    @Override
    public void receive(Message message) {
        message.trace().message();
        AppTopic appTopic = new AppTopic(message.app(), message.topic());
        for (LoopSubscriptions subscriptions : routes.getOrDefault(appTopic, NONE)) {
            subscriptions.deliver(appTopic, message);
        }
    }

    /** From now on, the event loop receives the messages of the topic. */
    void route(AppTopic appTopic, LoopSubscriptions subscriptions) {
        routes.merge(appTopic, new LoopSubscriptions[] {subscriptions}, Hub::add);
    }

    /** Removes an event loop that has no subscriber of the topic left. */
    void unroute(AppTopic appTopic, LoopSubscriptions subscriptions) {
        routes.computeIfPresent(appTopic, (key, existing) -> remove(subscriptions, existing));
    }

    /** The number of topics with a subscriber on this node. */
    int routes() {
        return routes.size();
    }

    private static LoopSubscriptions[] add(LoopSubscriptions[] existing, LoopSubscriptions[] one) {
        LoopSubscriptions[] all = Arrays.copyOf(existing, existing.length + 1);
        all[existing.length] = one[0];
        return all;
    }

    private static LoopSubscriptions @Nullable [] remove(
            LoopSubscriptions subscriptions, LoopSubscriptions[] existing) {
        LoopSubscriptions[] left =
                Arrays.stream(existing).filter(it -> it != subscriptions).toArray(LoopSubscriptions[]::new);
        return left.length == 0 ? null : left;
    }
}
