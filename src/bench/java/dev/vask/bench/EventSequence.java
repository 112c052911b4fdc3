package dev.vask.bench;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * What one publisher says on one channel: a ring of requests, and for each slot of it when its event was published and how many
 * sockets have yet to hear it. Readers may be on any thread, the publisher is on one.
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

    /** Whom to tell when an event has reached its last reader. */
    void onDelivered(Runnable callback) {
        deliveredCallback = callback;
    }

    /** Whether the next event would take the slot of one that is still on its way. */
    boolean isFull() {
        return pending.get(next) > 0;
    }

    /** The request of the next event, which counts as published at {@code time}. */
    ByteBuf publish(long time) {
        ByteBuf request = requests[next];
        publishedAt.set(next, time);
        pending.set(next, subscribers);
        next = nextSlot(next);
        return request.duplicate();
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

    /** Deliveries that have not come. */
    long pendingDeliveries() {
        return IntStream.range(0, pending.length()).mapToLong(pending::get).sum();
    }
}
