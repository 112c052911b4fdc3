package dev.vask.bench;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * The events of one publisher on one channel: a ring of prepared requests. For each slot, it holds the time of publishing and the number
 * of subscribers that have not received the event yet. Subscribers may run on any thread, the publisher on a single one.
 */
final class EventSequence {

    private final ByteBuf[] requests;
    private final AtomicLongArray publishedAt;
    private final AtomicIntegerArray pending;
    private final int subscribers;
    private Runnable deliveredCallback = () -> {};
    private int next;

    EventSequence(PublishRequests requests, String channel, int index, int subscribers, int ringSize) {
        this.requests = IntStream.range(0, ringSize)
                .mapToObj(slot -> requests.build(channel, index, slot))
                .toArray(ByteBuf[]::new);
        this.publishedAt = new AtomicLongArray(ringSize);
        this.pending = new AtomicIntegerArray(ringSize);
        this.subscribers = subscribers;
    }

    /** Sets the callback that runs when an event has reached its last subscriber. */
    void onDelivered(Runnable callback) {
        deliveredCallback = callback;
    }

    /** Whether the next slot belongs to an event that is not fully delivered yet. */
    boolean isFull() {
        return pending.get(next) > 0;
    }

    /** Takes the request of the next event and records {@code time} as the time of publishing. */
    ByteBuf publish(long time) {
        ByteBuf request = requests[next];
        publishedAt.set(next, time);
        pending.set(next, subscribers);
        next = nextSlot(next);
        return request.duplicate();
    }

    /** Whether this is the slot of the newest event. For when the publisher has stopped. */
    boolean isNewest(int slot) {
        return nextSlot(slot) == next;
    }

    int nextSlot(int slot) {
        return slot + 1 == requests.length ? 0 : slot + 1;
    }

    long publishedAt(int slot) {
        return publishedAt.get(slot);
    }

    void received(int slot) {
        if (pending.decrementAndGet(slot) == 0) {
            deliveredCallback.run();
        }
    }

    /** The number of deliveries that have not arrived. */
    long pendingDeliveries() {
        return IntStream.range(0, pending.length()).mapToLong(pending::get).sum();
    }
}
