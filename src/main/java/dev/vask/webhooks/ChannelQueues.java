package dev.vask.webhooks;

import dev.vask.live.Delivery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Queues first attempts by channel, so that those of one channel run one at a time (13.11). Not thread-safe. */
final class ChannelQueues {

    private final Map<String, Deque<Delivery>> queues = new HashMap<>();
    private final Deque<String> idleChannels = new ArrayDeque<>();
    private int waiting;

    /** The number of waiting deliveries. */
    int waiting() {
        return waiting;
    }

    void add(Delivery delivery) {
        String channel = channel(delivery);
        Deque<Delivery> queue = queues.get(channel);
        if (queue == null) {
            queue = new ArrayDeque<>();
            queues.put(channel, queue);
            idleChannels.add(channel);
        }
        queue.add(delivery);
        waiting++;
    }

    /**
     * Returns the next delivery whose channel has no running attempt, or null. The channel is busy until
     * {@link #finish}.
     */
    @Nullable
    Delivery next() {
        String channel = idleChannels.poll();
        Deque<Delivery> queue = channel == null ? null : queues.get(channel);
        if (queue == null) {
            return null;
        }
        waiting--;
        return queue.remove();
    }

    /** Marks an attempt as finished. The next delivery of its channel can start. */
    void finish(Delivery delivery) {
        String channel = channel(delivery);
        Deque<Delivery> queue = queues.get(channel);
        if (queue != null && queue.isEmpty()) {
            queues.remove(channel);
        } else if (queue != null) {
            idleChannels.add(channel);
        }
    }

    /** Removes all waiting deliveries. */
    void clear() {
        idleChannels.forEach(queues::remove);
        idleChannels.clear();
        queues.values().forEach(Deque::clear);
        waiting = 0;
    }

    /** The channel of a delivery; empty if it is a batch of several events. */
    private static String channel(Delivery delivery) {
        return delivery.events().size() == 1 ? delivery.events().getFirst().channel() : "";
    }
}
