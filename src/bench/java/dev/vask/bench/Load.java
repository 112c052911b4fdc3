package dev.vask.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Subscribers and publishers on one server. Everything that is published must reach everyone, once and in order. */
final class Load implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOOK_EVERY_MS = 20;

    private final Server server;
    private final Shape shape;
    private final Generator generator;
    private final List<List<Feed>> feeds;
    private final Crowd crowd;
    private final List<Publisher> publishers;

    private Load(Server server, Shape shape, Generator generator) {
        this.server = server;
        this.shape = shape;
        this.generator = generator;
        List<BenchChannel> channels = shape.newChannels();
        this.feeds = shape.newFeeds(channels, new Requests(server, shape.payload()));
        this.crowd = new Crowd(server, generator).grow(shape.sockets(), channels);
        this.publishers = connectPublishers();
    }

    /** A load that is ready to run: all sockets are subscribed, all publishers connected. */
    static Load open(Server server, Shape shape, Generator generator) {
        return new Load(server, shape, generator);
    }

    private List<Publisher> connectPublishers() {
        CountDownLatch ready = new CountDownLatch(feeds.size());
        List<Publisher> connecting = feeds.stream()
                .map(own -> Publisher.connect(server, own, generator, ready::countDown))
                .toList();
        try {
            if (!ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                generator.faults().check();
                throw new BenchFailure("not all publishers could connect");
            }
        } catch (InterruptedException e) {
            throw new BenchFailure("interrupted", e);
        }
        return connecting;
    }

    /** Publishes for the warm-up and then for the time that counts, and waits until all has arrived. */
    Outcome run(Pace pace, Duration warmUp, Duration length) {
        Window window = Window.after(warmUp, length);
        generator.eachMeter(meter -> {
            meter.begin(window);
            return meter;
        });
        begin(pace, window);
        sleepUntil(window.from());
        @Nullable Usage serverBefore = serverUsage();
        Usage generatorBefore = Accounts.ofGenerator().usage();
        sleepUntil(window.until());
        @Nullable Usage serverAfter = serverUsage();
        Usage ownUsage = Accounts.ofGenerator().usage().since(generatorBefore);
        awaitRest();
        Outcome outcome = new Outcome(
                window.seconds(),
                generator.eachMeter(Meter::publishes).stream()
                        .mapToLong(it -> it)
                        .sum(),
                latencies(),
                serverBefore == null || serverAfter == null ? null : serverAfter.since(serverBefore),
                ownUsage);
        check(outcome);
        return outcome;
    }

    private void begin(Pace pace, Window window) {
        double perSecond = pace instanceof Pace.Fixed(var rate) ? rate : 1;
        long turn = Math.round(1e9 / perSecond);
        long now = System.nanoTime();
        for (int i = 0; i < publishers.size(); i++) {
            publishers.get(i).begin(pace, window, now + i * turn, publishers.size() * turn);
        }
    }

    private @Nullable Usage serverUsage() {
        Accounts accounts = server.accounts();
        return accounts == null ? null : accounts.usage();
    }

    private void awaitRest() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!publishers.stream().allMatch(Publisher::isResting)) {
            generator.faults().check();
            if (System.nanoTime() - deadline > 0) {
                long missing = feeds.stream()
                        .flatMap(List::stream)
                        .mapToLong(Feed::missing)
                        .sum();
                throw new BenchFailure("%,d deliveries are still missing after %s".formatted(missing, PATIENCE));
            }
            sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
        }
    }

    private Histogram latencies() {
        Histogram all = Meter.empty();
        generator.eachMeter(Meter::latencies).forEach(all::add);
        return all;
    }

    private void check(Outcome outcome) {
        generator.faults().check();
        long expected = outcome.publishes() * (shape.sockets() / shape.channels());
        if (outcome.deliveries() != expected) {
            throw new BenchFailure("%,d publishes were heard %,d times, not %,d"
                    .formatted(outcome.publishes(), outcome.deliveries(), expected));
        }
        if (outcome.publishes() == 0) {
            throw new BenchFailure("nothing was published");
        }
    }

    private void sleepUntil(long time) {
        try {
            for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
                generator.faults().check();
                TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS)));
            }
        } catch (InterruptedException e) {
            throw new BenchFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        publishers.forEach(Publisher::close);
        crowd.close();
    }
}
