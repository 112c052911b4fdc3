package dev.vask.webhooks;

import dev.vask.live.Delivery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Queues first attempts by channel, so that those of one channel are made one after the other (13.11). Not thread-safe. */
final class ChannelQueues {

    private final Map<String, Deque<Delivery>> byChannel = new HashMap<>();
    private final Deque<String> free = new ArrayDeque<>();
    private int waiting;

    /** The number of waiting deliveries. */
    int waiting() {
        return waiting;
    }

    void add(Delivery delivery) {
        String channel = channel(delivery);
        Deque<Delivery> lane = byChannel.get(channel);
        if (lane == null) {
            lane = new ArrayDeque<>();
            byChannel.put(channel, lane);
            free.add(channel);
        }
        lane.add(delivery);
        waiting++;
    }

    /**
     * Returns the next delivery whose channel has no running attempt, or null. The channel is busy until
     * {@link #over}.
     */
    @Nullable
    Delivery next() {
        String channel = free.poll();
        Deque<Delivery> lane = channel == null ? null : byChannel.get(channel);
        if (lane == null) {
            return null;
        }
        waiting--;
        return lane.remove();
    }

    /** Reports that an attempt ended, so that its channel is free. */
    void over(Delivery delivery) {
        String channel = channel(delivery);
        Deque<Delivery> lane = byChannel.get(channel);
        if (lane != null && lane.isEmpty()) {
            byChannel.remove(channel);
        } else if (lane != null) {
            free.add(channel);
        }
    }

    /** Removes all waiting deliveries. */
    void clear() {
        free.forEach(byChannel::remove);
        free.clear();
        byChannel.values().forEach(Deque::clear);
        waiting = 0;
    }

    /** The channel of a delivery, or a unique key if its events are of several channels. */
    private static String channel(Delivery delivery) {
        return delivery.events().size() == 1 ? delivery.events().getFirst().channel() : "";
    }
}
