package dev.vask.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The publishers of a load, which publish to one server. */
record PublisherGroup(List<Publisher> publishers) implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /**
     * Connects a publisher for each list of sequences, and waits until all are connected.
     *
     * @param sequences the events of each publisher
     */
    static PublisherGroup connect(Server server, List<List<EventSequence>> sequences, LoadGenerator generator) {
        CountDownLatch ready = new CountDownLatch(sequences.size());
        List<Publisher> connected = sequences.stream()
                .map(publisherSequences -> Publisher.connect(server, publisherSequences, generator, ready::countDown))
                .toList();
        try {
            if (!ready.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                generator.errors().throwIfAny();
                throw new BenchException("Not all publishers could connect within %s".formatted(TIMEOUT));
            }
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
        return new PublisherGroup(connected);
    }

    /** Publishes until the end of the window. */
    void start(PublishPacing pacing, MeasurementWindow window) {
        double eventsPerSecond = pacing instanceof PublishPacing.FixedRate(var rate) ? rate : 1;
        long interval = Math.round(1e9 / eventsPerSecond);
        long now = System.nanoTime();
        for (int i = 0; i < publishers.size(); i++) {
            publishers.get(i).start(pacing, window, now + i * interval, publishers.size() * interval);
        }
    }

    /** Whether the window is over and all events are delivered. */
    boolean isIdle() {
        return publishers.stream().allMatch(Publisher::isIdle);
    }

    @Override
    public void close() {
        publishers.forEach(Publisher::close);
    }
}
