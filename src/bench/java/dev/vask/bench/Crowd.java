package dev.vask.bench;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sockets that come one after the other, a bounded number at a time, and go together. */
final class Crowd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int AT_A_TIME = 64;

    private final Server server;
    private final Generator generator;
    private final Queue<Subscriber> members = new ConcurrentLinkedQueue<>();
    private final Semaphore live = new Semaphore(0);
    private final Semaphore gone = new Semaphore(0);
    private final Semaphore coming = new Semaphore(AT_A_TIME);

    Crowd(Server server, Generator generator) {
        this.server = server;
        this.generator = generator;
    }

    /** Connects so many more sockets and subscribes each to one of the channels, in turns; returns when all are. */
    Crowd grow(int sockets, List<BenchChannel> channels) {
        for (int i = 0; i < sockets; i++) {
            acquire(coming, 1, "socket %d of %d was not let in".formatted(i + 1, sockets));
            BenchChannel channel = channels.get(i % channels.size());
            Subscriber member =
                    new Subscriber(server, channel, generator::meter, generator.faults(), this::arrived, gone::release);
            members.add(member);
            generator.connect(server.address(), member);
        }
        acquire(live, sockets, "not all of %d sockets were subscribed".formatted(sockets));
        return this;
    }

    private void arrived() {
        live.release();
        coming.release();
    }

    private void acquire(Semaphore semaphore, int permits, String otherwise) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!semaphore.tryAcquire(permits, 50, TimeUnit.MILLISECONDS)) {
                generator.faults().check();
                if (System.nanoTime() - deadline > 0) {
                    throw new BenchFailure(otherwise + " within " + PATIENCE);
                }
            }
        } catch (InterruptedException e) {
            throw new BenchFailure("interrupted", e);
        }
    }

    /** Leaves in order; returns when the server has closed every socket. */
    @Override
    public void close() {
        members.forEach(Subscriber::leave);
        acquire(gone, members.size(), "not all of %d sockets could leave".formatted(members.size()));
        members.clear();
    }
}
