package dev.vask.bench;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Subscribers of one or several servers. They connect with bounded concurrency, and disconnect together. */
final class SubscriberGroup implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PING_CHECK_INTERVAL = Duration.ofMillis(250);
    private static final int MAX_CONCURRENT_CONNECTS = 200;

    private final List<Server> servers;
    private final LoadGenerator generator;
    private final Queue<Subscriber> subscribers = new ConcurrentLinkedQueue<>();
    private final Semaphore subscribedPermits = new Semaphore(0);
    private final Semaphore closedPermits = new Semaphore(0);
    private final Semaphore pings = new Semaphore(0);
    private final Semaphore connectPermits = new Semaphore(MAX_CONCURRENT_CONNECTS);
    private @Nullable Thread pinger;

    SubscriberGroup(Server server, LoadGenerator generator) {
        this(List.of(server), generator);
    }

    SubscriberGroup(List<Server> servers, LoadGenerator generator) {
        this.servers = servers;
        this.generator = generator;
    }

    /** Connects more subscribers, spread over the channels and then over the servers in turn, and waits until all are subscribed. */
    SubscriberGroup connect(int count, List<BenchChannel> channels) {
        for (int i = 0; i < count; i++) {
            acquire(connectPermits, 1, "Connection %d of %d was not established".formatted(i + 1, count));
            BenchChannel channel = channels.get(i % channels.size());
            Server server = servers.get(i / channels.size() % servers.size());
            Subscriber subscriber = new Subscriber(
                    server,
                    channel,
                    generator::meter,
                    generator.errors(),
                    this::subscribed,
                    pings::release,
                    closedPermits::release);
            subscribers.add(subscriber);
            generator.connect(server.address(), subscriber);
        }
        acquire(subscribedPermits, count, "Not all of %d connections were subscribed".formatted(count));
        return this;
    }

    private void subscribed() {
        subscribedPermits.release();
        connectPermits.release();
    }

    /** Waits until the server has sent as many pings as there are connections. */
    void awaitPings() {
        acquire(pings, subscribers.size(), "Not all of %d connections were pinged".formatted(subscribers.size()));
    }

    /** From now on, each connection sends a ping after this time without a message from the server. */
    void pingAfter(Duration silence) {
        pinger = Thread.ofVirtual().name("pings").start(() -> {
            try {
                while (true) {
                    Thread.sleep(PING_CHECK_INTERVAL);
                    long now = System.nanoTime();
                    subscribers.forEach(subscriber -> subscriber.pingIfSilent(now, silence.toNanos()));
                }
            } catch (InterruptedException e) {
                // the group is closing
            }
        });
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

    /** Closes all connections, and waits until the server has closed them as well. */
    @Override
    public void close() {
        if (pinger != null) {
            pinger.interrupt();
        }
        subscribers.forEach(Subscriber::close);
        acquire(
                closedPermits,
                subscribers.size(),
                "Not all of %d connections were closed".formatted(subscribers.size()));
        subscribers.clear();
    }
}
