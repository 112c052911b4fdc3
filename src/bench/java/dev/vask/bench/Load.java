package dev.vask.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Subscribers and publishers. Each event must reach each subscriber of its channel exactly once and in order. */
final class Load implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int POLL_INTERVAL_MS = 20;

    private final Server server;
    private final LoadProfile profile;
    private final LoadGenerator generator;
    private final List<List<EventSequence>> sequences;
    private final SubscriberGroup subscribers;
    private final PublisherGroup publishers;

    private Load(Server server, List<Server> edges, LoadProfile profile, LoadGenerator generator) {
        this.server = server;
        this.profile = profile;
        this.generator = generator;
        List<BenchChannel> channels = profile.newChannels();
        this.sequences = profile.newSequences(channels, new PublishRequests(server, profile.payloadBytes()));
        this.subscribers = new SubscriberGroup(edges, generator).connect(profile.subscribers(), channels);
        this.publishers = PublisherGroup.connect(server, sequences, generator);
    }

    /** Connects all subscribers and publishers. */
    static Load open(Server server, LoadProfile profile, LoadGenerator generator) {
        return new Load(server, List.of(server), profile, generator);
    }

    /** Connects the publishers to one server, and the subscribers to others. */
    static Load open(Server api, List<Server> edges, LoadProfile profile, LoadGenerator generator) {
        return new Load(api, edges, profile, generator);
    }

    /** Lets the subscribers send pings after this time without a message, until the load is closed. */
    Load pingAfter(Duration silence) {
        subscribers.pingAfter(silence);
        return this;
    }

    /**
     * Publishes during the warm-up and the measurement, and waits until all events are delivered.
     *
     * @return the figures of the measurement, without the warm-up
     */
    LoadResult run(PublishPacing pacing, Duration warmUp, Duration duration) {
        MeasurementWindow window = MeasurementWindow.startingAfter(warmUp, duration);
        generator.onEachMeter(meter -> {
            meter.reset(window);
            return meter;
        });
        publishers.start(pacing, window);
        sleepUntil(window.start());
        @Nullable CpuTime serverBefore = serverCpuTime();
        CpuTime generatorBefore = ProcessStats.ofThisProcess().cpuTime();
        sleepUntil(window.end());
        @Nullable CpuTime serverAfter = serverCpuTime();
        CpuTime generatorCpu = ProcessStats.ofThisProcess().cpuTime().since(generatorBefore);
        awaitDeliveries();
        LoadResult loadResult = new LoadResult(
                window.seconds(),
                generator.onEachMeter(Meter::publishes).stream()
                        .mapToLong(it -> it)
                        .sum(),
                latencies(),
                serverBefore == null || serverAfter == null ? null : serverAfter.since(serverBefore),
                generatorCpu);
        check(loadResult);
        return loadResult;
    }

    private @Nullable CpuTime serverCpuTime() {
        ProcessStats processStats = server.processStats();
        return processStats == null ? null : processStats.cpuTime();
    }

    private void awaitDeliveries() {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!publishers.isIdle()) {
            generator.errors().throwIfAny();
            if (System.nanoTime() - deadline > 0) {
                long missing = sequences.stream()
                        .flatMap(List::stream)
                        .mapToLong(EventSequence::pendingDeliveries)
                        .sum();
                throw new BenchException("%,d deliveries are missing after %s".formatted(missing, TIMEOUT));
            }
            sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(POLL_INTERVAL_MS));
        }
    }

    private Histogram latencies() {
        Histogram all = Meter.emptyHistogram();
        generator.onEachMeter(Meter::latencies).forEach(all::add);
        return all;
    }

    private void check(LoadResult loadResult) {
        generator.errors().throwIfAny();
        long expected = loadResult.publishes() * (profile.subscribers() / profile.channels());
        if (loadResult.deliveries() != expected) {
            throw new BenchException("%,d publishes caused %,d deliveries instead of %,d"
                    .formatted(loadResult.publishes(), loadResult.deliveries(), expected));
        }
        if (loadResult.publishes() == 0) {
            throw new BenchException("No event was published");
        }
    }

    private void sleepUntil(long time) {
        try {
            for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
                generator.errors().throwIfAny();
                TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(POLL_INTERVAL_MS)));
            }
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public void close() {
        publishers.close();
        subscribers.close();
    }
}
