package dev.vask.bench;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sockets that come one after the other, a bounded number at a time, and go together. */
final class SubscriberGroup implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_CONCURRENT_CONNECTS = 64;

    private final Server server;
    private final LoadGenerator generator;
    private final Queue<Subscriber> subscribers = new ConcurrentLinkedQueue<>();
    private final Semaphore subscribedPermits = new Semaphore(0);
    private final Semaphore closedPermits = new Semaphore(0);
    private final Semaphore connectPermits = new Semaphore(MAX_CONCURRENT_CONNECTS);

    SubscriberGroup(Server server, LoadGenerator generator) {
        this.server = server;
        this.generator = generator;
    }

    /** Connects so many more sockets and subscribes each to one of the channels, in turns; returns when all are. */
    SubscriberGroup connect(int count, List<BenchChannel> channels) {
        for (int i = 0; i < count; i++) {
            acquire(connectPermits, 1, "socket %d of %d was not let in".formatted(i + 1, count));
            BenchChannel channel = channels.get(i % channels.size());
            Subscriber subscriber = new Subscriber(
                    server, channel, generator::meter, generator.errors(), this::subscribed, closedPermits::release);
            subscribers.add(subscriber);
            generator.connect(server.address(), subscriber);
        }
        acquire(subscribedPermits, count, "not all of %d sockets were subscribed".formatted(count));
        return this;
    }

    private void subscribed() {
        subscribedPermits.release();
        connectPermits.release();
    }

    private void acquire(Semaphore semaphore, int permits, String message) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        try {
            while (!semaphore.tryAcquire(permits, 50, TimeUnit.MILLISECONDS)) {
                generator.errors().throwIfAny();
                if (System.nanoTime() - deadline > 0) {
                    throw new BenchException(message + " within " + TIMEOUT);
                }
            }
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    /** Leaves in order; returns when the server has closed every socket. */
    @Override
    public void close() {
        subscribers.forEach(Subscriber::close);
        acquire(closedPermits, subscribers.size(), "not all of %d sockets could leave".formatted(subscribers.size()));
        subscribers.clear();
    }
}
