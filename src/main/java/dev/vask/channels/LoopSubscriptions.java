package dev.vask.channels;

import dev.vask.channels.Hub.Address;
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
    private final Map<Address, SubscriberList> listeners = new HashMap<>();

    LoopSubscriptions(Hub hub, Executor loop) {
        this.hub = hub;
        this.loop = loop;
    }

    /** Runs a task on this lane's event loop, after the previous tasks. */
    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** The same stage, but its dependents run on this lane's event loop: immediately if the stage is done. */
    public <T> CompletionStage<T> here(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.isDone() ? future : future.whenCompleteAsync((done, failed) -> {}, loop);
    }

    /**
     * Starts a subscription. Messages are held back until {@link Subscription#open} or {@link Subscription#close}, because only the
     * live state knows from which message on the subscription counts.
     */
    public Subscription listen(String app, Topic topic, Connection socket) {
        Address address = new Address(app, topic);
        SubscriberList there = listeners.computeIfAbsent(address, this::firstListener);
        return there.add(new Subscription(this, address, socket));
    }

    private SubscriberList firstListener(Address address) {
        hub.route(address, this);
        return new SubscriberList();
    }

    void remove(Subscription subscription) {
        SubscriberList there = listeners.get(subscription.address);
        if (there != null && there.remove(subscription) && there.isEmpty()) {
            listeners.remove(subscription.address);
            hub.unroute(subscription.address, this);
        }
    }

    /** Passes a message to each subscriber. The first one that needs the frame encodes it for all. */
    void deliver(Address address, Message message) {
        message.trace().begin();
        loop.execute(() -> {
            SubscriberList there = listeners.get(address);
            int subscriptions = 0;
            if (there != null) {
                subscriptions = there.size();
                there.hear(message);
            }
            message.trace().delivered(subscriptions);
        });
    }
}
