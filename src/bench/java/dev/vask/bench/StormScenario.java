package dev.vask.bench;

import dev.vask.bench.StormClients.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One of two edges stops while backends publish, and its clients reconnect to the other one. Measures how long it takes until all are
 * subscribed again, and what happens to publishes and deliveries meanwhile. In one run the edge receives SIGTERM and drains its connections, in
 * another one it is killed.
 */
record StormScenario(Settings settings) implements Scenario {

    private static final int CHANNELS = 100;
    private static final int PUBLISHERS = 8;
    private static final int PAYLOAD_BYTES = 200;
    private static final Duration BASELINE = Duration.ofSeconds(5);
    private static final Duration FOREVER = Duration.ofHours(1);

    /** Until the state of a killed node is released, with the default lease of 15 s, and a little longer. */
    private static final Duration AFTER_SIGNAL = Duration.ofSeconds(22);

    private static final double TARGET_RETURN_MS = 5_000;
    private static final double TARGET_PUBLISH_MS = 250;
    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String title() {
        return "%,d clients with %d channels each on two edges, %d publishes/s to a third node; one edge is drained over %d s, or killed"
                .formatted(clients(), StormClient.SUBSCRIPTIONS, rate(), drain().toSeconds());
    }

    private int clients() {
        return settings.positiveInt("CLIENTS", 5_000);
    }

    private int rate() {
        return settings.positiveInt("RATE", 100);
    }

    private Duration drain() {
        return Duration.ofSeconds(settings.positiveInt("DRAIN", 10));
    }

    private Duration jitter() {
        return Duration.ofMillis(settings.positiveInt("JITTER", 200));
    }

    /** How the edge stops. */
    private enum Stop {
        DRAIN,
        KILL;

        String label() {
            return this == DRAIN ? "drain" : "kill";
        }
    }

    /** The systems whose nodes the benchmark can start. */
    @Override
    public boolean measures(SystemUnderTest system) {
        return !(system instanceof Peer);
    }

    @Override
    public Result run(SystemUnderTest system) {
        FileDescriptorLimit.check(clients());
        SystemUnderTest prepared =
                system instanceof VaskJar jar ? jar.with("VASK_EDGE_DRAIN", drain().toSeconds() + "s") : system;
        List<Measure> measures = new ArrayList<>();
        for (Stop stop : Stop.values()) {
            measures.addAll(measure(prepared, stop));
        }
        return new Result(system.name(), measures);
    }

    private List<Measure> measure(SystemUnderTest system, Stop stop) {
        LoadProfile profile = new LoadProfile(CHANNELS, CHANNELS, PUBLISHERS, PAYLOAD_BYTES);
        List<BenchChannel> channels = profile.newChannels();
        try (Cluster cluster = system.startCluster(2);
                LoadGenerator generator = new LoadGenerator(settings.threads())) {
            PublishRequests requests = new PublishRequests(cluster.api(), PAYLOAD_BYTES);
            List<List<EventSequence>> sequences = profile.newSequences(channels, requests);
            try (StormClients clients =
                            new StormClients(cluster.edges(), generator, clients(), jitter()).connect(channels);
                    PublisherGroup publishers = PublisherGroup.connect(cluster.api(), sequences, generator)) {
                publishers.start(
                        new PublishPacing.FixedRate(rate()), MeasurementWindow.startingAfter(Duration.ZERO, FOREVER));
                pause(settings.warmUp(), generator);
                List<Measure> measures = new Storm(cluster, clients, generator, stop).measure();
                publishers.start(
                        new PublishPacing.FixedRate(rate()),
                        MeasurementWindow.startingAfter(Duration.ZERO, Duration.ZERO));
                clients.awaitNewestEvents();
                return measures;
            }
        }
    }

    private static void pause(Duration duration, LoadGenerator generator) {
        long end = System.nanoTime() + duration.toNanos();
        try {
            while (System.nanoTime() - end < 0) {
                generator.errors().throwIfAny();
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }

    /** Latencies of a part of the run. */
    private record Phase(Histogram responses, Histogram deliveries) {

        static void begin(LoadGenerator generator) {
            MeasurementWindow window = MeasurementWindow.startingAfter(Duration.ZERO, FOREVER);
            generator.onEachMeter(meter -> {
                meter.reset(window);
                return meter;
            });
        }

        /** The phase that ends now. */
        static Phase end(LoadGenerator generator) {
            Histogram responses = Meter.emptyHistogram();
            Histogram deliveries = Meter.emptyHistogram();
            generator
                    .onEachMeter(meter -> new Phase(meter.responses(), meter.latencies()))
                    .forEach(it -> {
                        responses.add(it.responses);
                        deliveries.add(it.deliveries);
                    });
            begin(generator);
            return new Phase(responses, deliveries);
        }
    }

    /** The CPU time of a process from now until it ends. */
    private static final class LastCpuTime {

        private final ProcessStats process;
        private final CpuTime first;
        private CpuTime last;

        LastCpuTime(ProcessStats process) {
            this.process = process;
            this.first = process.cpuTime();
            this.last = first;
        }

        void read() {
            try {
                CpuTime now = process.cpuTime();
                if (now.total() > last.total()) { // the compiler threads may have ended
                    last = now;
                }
            } catch (BenchException e) {
                // it has ended
            }
        }

        long total() {
            return last.since(first).total();
        }
    }

    /** One stop of an edge. */
    private record Storm(Cluster cluster, StormClients clients, LoadGenerator generator, Stop stop) {

        List<Measure> measure() {
            Server stopping = cluster.edges().getFirst();
            ProcessStats process = ClusterScenario.statsOf(stopping);
            Map<String, ProcessStats> processes = new LinkedHashMap<>();
            processes.put("publishing node", ClusterScenario.statsOf(cluster.api()));
            processes.put("other edge", ClusterScenario.statsOf(cluster.edges().getLast()));
            processes.put("Redis", cluster.redis().processStats());

            Phase.begin(generator);
            pause(BASELINE, generator);
            Phase before = Phase.end(generator);
            List<StormClient> moving = clients.of(stopping);
            cluster.redis().watchSlowCommands();
            CommandStats commands = cluster.redis().commandStats();
            Map<String, CpuTime> cpuBefore = ClusterScenario.cpuTimes(processes);

            LastCpuTime stoppingCpu = new LastCpuTime(process);
            long signalAt = System.nanoTime();
            clients.leave(stopping);
            process.end(stop == Stop.KILL);
            clients.awaitAllSubscribed(stoppingCpu::read);
            double seconds = (System.nanoTime() - signalAt) / 1e9;
            Map<String, CpuTime> cpuAfter = ClusterScenario.cpuTimes(processes);
            CommandStats stormCommands = cluster.redis().commandStats().since(commands);
            Phase meanwhile = Phase.end(generator);
            pause(AFTER_SIGNAL.minus(Duration.ofMillis((long) (seconds * 1_000))), generator);
            Phase afterwards = Phase.end(generator);

            List<Measure> measures = new ArrayList<>();
            measures.addAll(returns(moving, signalAt));
            measures.addAll(latencies("before", before, null));
            measures.addAll(latencies("meanwhile", meanwhile, TARGET_PUBLISH_MS));
            measures.addAll(latencies("afterwards", afterwards, TARGET_PUBLISH_MS));
            measures.add(of("CPU of stopping edge, % of a core", 100 * stoppingCpu.total() / 1e9 / seconds));
            cpuAfter.forEach((name, time) -> measures.add(of(
                    "CPU of %s, %% of a core".formatted(name),
                    100 * time.since(cpuBefore.get(name)).total() / 1e9 / seconds)));
            measures.add(
                    of("Redis: script calls for each client", (double) stormCommands.scriptCalls() / moving.size()));
            measures.add(of("Redis: slowest command, ms", cluster.redis().slowestMicros() / 1e3));
            measures.addAll(failures(clients.failures(), moving.size()));
            return measures;
        }

        private List<Measure> returns(List<StormClient> moving, long signalAt) {
            double[] sinceSignal = sorted(moving, client -> client.subscribedAt() - signalAt);
            double[] sinceEnd = sorted(moving, client -> client.subscribedAt() - client.endedAt());
            double[] ends = sorted(moving, client -> client.endedAt() - signalAt);
            return List.of(
                    new Measure(
                            name("all are subscribed again after, ms"),
                            sinceSignal[sinceSignal.length - 1],
                            stop == Stop.KILL ? TARGET_RETURN_MS : null),
                    of("half of them after, ms", sinceSignal[sinceSignal.length / 2]),
                    of("last connection closed after, ms", ends[ends.length - 1]),
                    of("half of them closed after, ms", ends[ends.length / 2]),
                    of("one client is away, p50, ms", sinceEnd[sinceEnd.length / 2]),
                    of("one client is away, p99, ms", sinceEnd[sinceEnd.length * 99 / 100]),
                    of("one client is away, max, ms", sinceEnd[sinceEnd.length - 1]));
        }

        private static double[] sorted(List<StormClient> clients, ToLongFunction<StormClient> nanos) {
            return clients.stream()
                    .mapToDouble(client -> nanos.applyAsLong(client) / NANOS_PER_MILLI)
                    .sorted()
                    .toArray();
        }

        private List<Measure> latencies(String when, Phase phase, @Nullable Double target) {
            return List.of(
                    of("publish %s, p50, ms".formatted(when), millis(phase.responses, 50)),
                    new Measure(name("publish %s, p99, ms".formatted(when)), millis(phase.responses, 99), target),
                    of("publish %s, max, ms".formatted(when), millis(phase.responses, 100)),
                    of("delivery %s, p50, ms".formatted(when), millis(phase.deliveries, 50)),
                    of("delivery %s, p99, ms".formatted(when), millis(phase.deliveries, 99)),
                    of("delivery %s, max, ms".formatted(when), millis(phase.deliveries, 100)));
        }

        private static double millis(Histogram histogram, double percentile) {
            return histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
        }

        private List<Measure> failures(Failures failures, int moved) {
            return List.of(
                    of("rejected connections: TCP", failures.connect.doubleValue()),
                    of("rejected connections: HTTP 4xx, 5xx", failures.upgrade.doubleValue()),
                    of("rejected connections: close 41xx", failures.closedAgain.doubleValue()),
                    of("further retries", failures.reconnects.doubleValue() - moved),
                    new Measure(name("deliveries lost or out of order"), failures.gaps.doubleValue(), 0.0));
        }

        private Measure of(String measure, double value) {
            return Measure.of(name(measure), value);
        }

        private String name(String measure) {
            return stop.label() + ": " + measure;
        }
    }
}
