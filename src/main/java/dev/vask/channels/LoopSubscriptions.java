package dev.vask.channels;

import dev.vask.channels.Hub.AppTopic;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The subscribers of one event loop, and the fan-out to them. Call all methods except {@link #deliver} and {@link #execute} on this
 * loop; therefore no locks are needed.
 */
public final class LoopSubscriptions implements Executor {

    private final Hub hub;
    private final Executor loop;
    private final Map<AppTopic, SubscriberList> subscribers = new HashMap<>();

    LoopSubscriptions(Hub hub, Executor loop) {
        this.hub = hub;
        this.loop = loop;
    }

    /** Runs a task on this event loop, after the previous tasks. */
    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** The same stage, but its dependents run on this event loop: immediately if the stage is complete. */
    public <T> CompletionStage<T> onLoop(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.isDone() ? future : future.whenCompleteAsync((done, failed) -> {}, loop);
    }

    /**
     * Starts a subscription. Messages are held back until {@link Subscription#open} or {@link Subscription#close}, because only the
     * live state knows after which message the subscription starts.
     */
    public Subscription listen(String app, Topic topic, Connection connection) {
        AppTopic appTopic = new AppTopic(app, topic);
        SubscriberList list = subscribers.computeIfAbsent(appTopic, this::newList);
        return list.add(new Subscription(this, appTopic, connection));
    }

    private SubscriberList newList(AppTopic appTopic) {
        hub.route(appTopic, this);
        return new SubscriberList();
    }

    void remove(Subscription subscription) {
        SubscriberList list = subscribers.get(subscription.appTopic);
        if (list != null && list.remove(subscription) && list.isEmpty()) {
            subscribers.remove(subscription.appTopic);
            hub.unroute(subscription.appTopic, this);
        }
    }

    /** Passes a message to each subscriber. The first one that needs the frame encodes it for all. */
    void deliver(AppTopic appTopic, Message message) {
        message.trace().begin();
        loop.execute(() -> {
            SubscriberList list = subscribers.get(appTopic);
            int subscriptions = 0;
            if (list != null) {
                subscriptions = list.size();
                list.receive(message);
            }
            message.trace().delivered(subscriptions);
        });
    }
}
