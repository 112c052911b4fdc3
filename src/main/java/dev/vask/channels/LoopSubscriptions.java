package dev.vask.channels;

import dev.vask.channels.Hub.Address;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.traces.FanOut;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The subscribers of one event loop, and the fan-out to them. Call all methods except {@link #deliver} and {@link #execute} on this
 * loop; therefore no locks are needed.
 */
public final class Lane implements Executor {

    private final Hub hub;
    private final Executor loop;
    private final Map<Address, Listeners> listeners = new HashMap<>();

    Lane(Hub hub, Executor loop) {
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
    public Subscription listen(String app, Topic topic, Socket socket) {
        Address address = new Address(app, topic);
        Listeners there = listeners.computeIfAbsent(address, this::firstListener);
        return there.add(new Subscription(this, address, socket));
    }

    private Listeners firstListener(Address address) {
        hub.route(address, this);
        return new Listeners();
    }

    void remove(Subscription subscription) {
        Listeners there = listeners.get(subscription.address);
        if (there != null && there.remove(subscription) && there.isEmpty()) {
            listeners.remove(subscription.address);
            hub.unroute(subscription.address, this);
        }
    }

    /** Passes a message to each subscriber, on the hot path. The first subscriber that needs the frame encodes it for all. */
    void deliver(Address address, Message message) {
        loop.execute(() -> {
            Listeners there = listeners.get(address);
            if (there != null) {
                there.hear(message);
            }
        });
    }

    /** Passes a traced message to each subscriber. */
    void deliver(Address address, Message message, FanOut fanOut) {
        fanOut.begin();
        loop.execute(() -> {
            Listeners there = listeners.get(address);
            int subscriptions = there == null ? 0 : there.size();
            if (there != null) {
                there.hear(message);
            }
            fanOut.delivered(subscriptions);
        });
    }
}
