package dev.vask.bench;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * What one publisher says on one channel: a ring of requests, and for each slot of it when its event was published and how many
 * sockets have yet to hear it. Readers may be on any thread, the publisher is on one.
 */
final class Feed {

    private final ByteBuf[] requests;
    private final AtomicLongArray publishedAt;
    private final AtomicIntegerArray missing;
    private final int readers;
    private Runnable deliveredToAll = () -> {};
    private int next;

    Feed(Requests requests, String channel, int place, int readers, int ring) {
        this.requests = IntStream.range(0, ring)
                .mapToObj(slot -> requests.publish(channel, place, slot))
                .toArray(ByteBuf[]::new);
        this.publishedAt = new AtomicLongArray(ring);
        this.missing = new AtomicIntegerArray(ring);
        this.readers = readers;
    }

    /** Whom to tell when an event has reached its last reader. */
    void onDeliveredToAll(Runnable told) {
        deliveredToAll = told;
    }

    /** Whether the next event would take the slot of one that is still on its way. */
    boolean isFull() {
        return missing.get(next) > 0;
    }

    /** The request of the next event, which counts as published at {@code time}. */
    ByteBuf publish(long time) {
        ByteBuf request = requests[next];
        publishedAt.set(next, time);
        missing.set(next, readers);
        next = after(next);
        return request.duplicate();
    }

    int after(int slot) {
        return slot + 1 == requests.length ? 0 : slot + 1;
    }

    long publishedAt(int slot) {
        return publishedAt.get(slot);
    }

    void heard(int slot) {
        if (missing.decrementAndGet(slot) == 0) {
            deliveredToAll.run();
        }
    }

    /** Deliveries that have not come. */
    long missing() {
        return IntStream.range(0, missing.length()).mapToLong(missing::get).sum();
    }
}
