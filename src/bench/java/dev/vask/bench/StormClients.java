package dev.vask.bench;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Clients that are spread over the edges of a cluster, and move to another edge when theirs stops. */
final class StormClients implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int POLL_INTERVAL_MS = 5;
    private static final int MAX_CONCURRENT_CONNECTS = 200;
    private static final int CLIENTS_OF_CHANNEL = 50;

    /** What went wrong for clients, although all of it is repaired by trying again. */
    static final class Failures {
        final LongAdder connect = new LongAdder();
        final LongAdder upgrade = new LongAdder();
        final LongAdder closedAgain = new LongAdder();
        final LongAdder reconnects = new LongAdder();
        final LongAdder gaps = new LongAdder();
    }

    private final List<Server> edges;
    private final LoadGenerator generator;
    private final int count;
    private final Duration jitter;
    private final Failures failures = new Failures();
    private final Semaphore connectPermits = new Semaphore(MAX_CONCURRENT_CONNECTS);
    private final List<StormClient> clients = new ArrayList<>();
    private volatile @Nullable Server stopped;
    private volatile boolean closing;

    /**
     * No clients yet.
     *
     * @param jitter each reconnect waits for a random time up to this, in addition to the delay of pusher-js
     */
    StormClients(List<Server> edges, LoadGenerator generator, int count, Duration jitter) {
        this.edges = edges;
        this.generator = generator;
        this.count = count;
        this.jitter = jitter;
    }

    /** Connects all clients, and waits until they are subscribed. */
    StormClients connect(List<BenchChannel> channels) {
        for (int i = 0; i < count; i++) {
            await(connectPermits::tryAcquire, "Client %d of %d could not subscribe".formatted(i + 1, count));
            Server edge = edges.get(i % edges.size());
            StormClient client = new StormClient(i, channels.get(i / edges.size() % channels.size()), edge, this);
            clients.add(client);
            client.connect();
        }
        awaitAllSubscribed(() -> {});
        return this;
    }

    /** The clients that are connected to an edge. */
    List<StormClient> of(Server edge) {
        return clients.stream().filter(client -> client.server().equals(edge)).toList();
    }

    /** From now on, clients of this edge reconnect to another one. */
    void leave(Server edge) {
        stopped = edge;
    }

    /**
     * Waits until all clients are subscribed to all channels, and none is at the stopped edge.
     *
     * @param whileWaiting called repeatedly
     */
    void awaitAllSubscribed(Runnable whileWaiting) {
        Server left = stopped;
        await(
                () -> {
                    whileWaiting.run();
                    return clients.stream()
                            .allMatch(client ->
                                    client.isSubscribed() && !client.server().equals(left));
                },
                "Not all clients are subscribed");
    }

    /** Waits until each client has received the newest event of its channel. For when the publishers have stopped. */
    void awaitNewestEvents() {
        await(
                () -> clients.stream().allMatch(StormClient::hasNewestEvent),
                "Not all clients have received the newest event of their channel");
    }

    private void await(BooleanSupplier condition, String failure) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            generator.errors().throwIfAny();
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException(failure + " after " + TIMEOUT);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_INTERVAL_MS);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    void connect(Server server, ChannelHandler connection, Consumer<Throwable> onFailure) {
        generator.connect(server.address(), connection, onFailure);
    }

    void schedule(Runnable task, Duration delay) {
        generator.schedule(task, delay);
    }

    /** The server for the next connection of a client of this one. */
    Server nextServer(Server server) {
        Server left = stopped;
        return !server.equals(left)
                ? server
                : Stream.concat(edges.stream(), edges.stream())
                        .filter(edge -> !edge.equals(left))
                        .findFirst()
                        .orElseThrow();
    }

    void subscribed() {
        connectPermits.release();
    }

    void fail(String error) {
        generator.errors().add(error);
    }

    Failures failures() {
        return failures;
    }

    Duration jitter() {
        return jitter;
    }

    boolean isClosing() {
        return closing;
    }

    Meter meter(EventLoop loop) {
        return generator.meter(loop);
    }

    /** One of two channels without events that a client has. It shares them with different clients. */
    String sharedChannel(int client, int index) {
        int channels = Math.max(1, count / CLIENTS_OF_CHANNEL);
        return "shared-%d-%d"
                .formatted(index, index == 0 ? client / edges.size() % channels : client / CLIENTS_OF_CHANNEL);
    }

    String presenceChannel(int client) {
        return "presence-room-" + client / CLIENTS_OF_CHANNEL;
    }

    @Override
    public void close() {
        closing = true;
    }
}
