package dev.vask.webhooks;

import dev.vask.live.Delivery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** First attempts that wait, so that those of one channel are made one after the other (13.11). For one thread at a time. */
final class Lanes {

    private final Map<String, Deque<Delivery>> byChannel = new HashMap<>();
    private final Deque<String> free = new ArrayDeque<>();
    private int waiting;

    /** How many wait. */
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

    /** The next whose channel is free; that is busy until {@link #over}. Null if there is none. */
    @Nullable Delivery next() {
        String channel = free.poll();
        Deque<Delivery> lane = channel == null ? null : byChannel.get(channel);
        if (lane == null) {
            return null;
        }
        waiting--;
        return lane.remove();
    }

    /** An attempt is over: its channel is free. */
    void over(Delivery delivery) {
        String channel = channel(delivery);
        Deque<Delivery> lane = byChannel.get(channel);
        if (lane != null && lane.isEmpty()) {
            byChannel.remove(channel);
        } else if (lane != null) {
            free.add(channel);
        }
    }

    /** Forgets those that wait. */
    void clear() {
        free.forEach(byChannel::remove);
        free.clear();
        byChannel.values().forEach(Deque::clear);
        waiting = 0;
    }

    /** The channel, or a lane of its own if events of several are told together. */
    private static String channel(Delivery delivery) {
        return delivery.events().size() == 1 ? delivery.events().getFirst().channel() : "";
    }
}
