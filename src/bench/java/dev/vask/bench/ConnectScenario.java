package dev.vask.bench;

import dev.vask.bench.Profile.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * CPU time and allocated bytes per connect and subscribe: on a new server, after 10,000 connections, and after a warm-up of rounds of
 * connecting and disconnecting. Then the cost of the first ping of each connection. A second server of Vask is sampled, and shows the
 * share of each stage.
 *
 * @param clustered whether the clients connect to an edge of a cluster with another node, instead of a standalone server
 */
record ConnectScenario(String name, boolean clustered, Settings settings) implements Scenario {

    private static final int CHANNELS = 100;
    private static final int COLD_CONNECTIONS = 9_000;
    private static final int FURTHER_CONNECTIONS = 1_000;
    private static final int ROUNDS_BEFORE_PROFILE = 10;
    private static final int PROFILED_ROUNDS = 4;

    /** Allocations are sampled when a thread needs another buffer for them: small ones give many samples. Not a multiple of any object. */
    private static final List<String> SMALL_ALLOCATION_BUFFERS = List.of("-XX:TLABSize=30011", "-XX:-ResizeTLAB");

    private static final int WARM_ROUNDS = 3;
    private static final Duration ACTIVITY_TIMEOUT = Duration.ofSeconds(30);
    private static final double TARGET_CPU_MICROS = 60;
    private static final double MIN_SHARE = 0.02;

    @Override
    public String title() {
        return "%,d connections to a new %s subscribe to a channel each, then %,d more, then as many after a warm-up of %d s"
                .formatted(
                        COLD_CONNECTIONS,
                        clustered ? "edge of a cluster" : "server",
                        connections(),
                        warmUp().toSeconds());
    }

    private Duration warmUp() {
        return Duration.ofSeconds(settings.positiveInt("WARMUP", 30)); // longer: the code of a connect compiles late
    }

    private int connections() {
        return settings.positiveInt("CONNECTS", 5_000);
    }

    /** In a cluster, only the systems whose nodes the benchmark can start. */
    @Override
    public boolean measures(SystemUnderTest system) {
        return !clustered || !(system instanceof Peer);
    }

    @Override
    public Result run(SystemUnderTest system) {
        FileDescriptorLimit.check(COLD_CONNECTIONS);
        SystemUnderTest prepared = system instanceof VaskJar jar
                ? jar.with("VASK_EDGE_ACTIVITY_TIMEOUT", ACTIVITY_TIMEOUT.toSeconds() + "s")
                : system;
        List<Measure> measures = new ArrayList<>(measure(prepared, this::rounds));
        if (prepared instanceof VaskJar jar && settings.isOn("PROFILE", true)) {
            measures.addAll(measure(
                    jar.withJvmFlags(SMALL_ALLOCATION_BUFFERS),
                    rounds -> rounds.profiled(settings.output().resolve(name + ".jfr"), connections())));
        }
        return new Result(system.name(), measures);
    }

    private List<Measure> measure(SystemUnderTest system, Function<Rounds, List<Measure>> measurement) {
        try (LoadGenerator generator = new LoadGenerator(settings.threads())) {
            if (clustered) {
                try (Cluster cluster = system.startCluster(1);
                        Rounds rounds = Rounds.of(cluster.edges().getFirst(), generator)) {
                    return measurement.apply(rounds);
                }
            }
            try (Server server = system.start();
                    Rounds rounds = Rounds.of(server, generator)) {
                return measurement.apply(rounds);
            }
        }
    }

    private List<Measure> rounds(Rounds rounds) {
        List<Measure> measures = new ArrayList<>();
        measures.addAll(rounds.measure(COLD_CONNECTIONS).measures("cold", null));
        rounds.measure(FURTHER_CONNECTIONS);
        measures.addAll(rounds.measure(connections()).measures("after 10,000", null));
        long warmUpEnd = System.nanoTime() + warmUp().toNanos();
        while (System.nanoTime() - warmUpEnd < 0) {
            rounds.measure(connections());
        }
        List<Round> warm = IntStream.range(0, WARM_ROUNDS)
                .mapToObj(i -> rounds.measure(connections()))
                .toList();
        measures.addAll(Round.median(warm).measures("warm", TARGET_CPU_MICROS));
        if (settings.isOn("PROFILE", true)) {
            measures.addAll(rounds.firstPing(connections()));
        }
        return measures;
    }

    /** What one round has cost. */
    private record Round(
            int connections,
            double seconds,
            @Nullable CpuTime cpu,
            @Nullable Long allocatedBytes) {

        static Round median(List<Round> rounds) {
            return rounds.stream()
                    .sorted((one, other) -> Double.compare(one.cpuMicros(), other.cpuMicros()))
                    .toList()
                    .get(rounds.size() / 2);
        }

        double cpuMicros() {
            return cpu == null ? 0 : cpu.total() / 1e3 / connections;
        }

        double allocatedKb() {
            return allocatedBytes == null ? 0 : allocatedBytes / 1024.0 / connections;
        }

        List<Measure> measures(String when, @Nullable Double target) {
            List<Measure> measures = new ArrayList<>();
            if (cpu != null) {
                measures.addAll(CpuMeasures.per("connect + subscribe, " + when, cpu, connections, target));
            }
            if (allocatedBytes != null) {
                measures.add(Measure.of("allocated per connect + subscribe, " + when + ", KB", allocatedKb()));
            }
            measures.add(Measure.of("connects/s, " + when, connections / seconds));
            return measures;
        }
    }

    /** Rounds of connecting to one server. */
    private record Rounds(
            Server server,
            LoadGenerator generator,
            @Nullable JvmProbe probe,
            List<BenchChannel> channels) implements AutoCloseable {

        static Rounds of(Server server, LoadGenerator generator) {
            ProcessStats process = server.processStats();
            return new Rounds(
                    server,
                    generator,
                    process != null && process.isJvm() ? JvmProbe.attach(process) : null,
                    new LoadProfile(CHANNELS, CHANNELS, 1, EventId.LENGTH).newChannels());
        }

        Round measure(int connections) {
            try (SubscriberGroup subscribers = new SubscriberGroup(server, generator)) {
                return measure(connections, () -> subscribers.connect(connections, channels));
            }
        }

        private Round measure(int connections, Runnable action) {
            ProcessStats process = server.processStats();
            Long bytes = probe == null ? null : probe.allocatedBytes();
            CpuTime before = process == null ? null : process.cpuTime();
            long startedAt = System.nanoTime();
            action.run();
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            return new Round(
                    connections,
                    seconds,
                    process == null || before == null ? null : process.cpuTime().since(before),
                    probe == null || bytes == null ? null : probe.allocatedBytes() - bytes);
        }

        /** Shares of stages and of parts of the software in what a round costs on a server that is warm by half. */
        List<Measure> profiled(Path file, int connections) {
            if (probe == null) {
                return List.of();
            }
            for (int i = 0; i < ROUNDS_BEFORE_PROFILE; i++) {
                measure(connections);
            }
            Round round = measure(connections);
            List<Sample> allocations = new ArrayList<>();
            List<Sample> cpu = new ArrayList<>();
            for (int i = 0; i < PROFILED_ROUNDS; i++) {
                try (SubscriberGroup subscribers = new SubscriberGroup(server, generator)) {
                    Profile profile = probe.profile(file, () -> subscribers.connect(connections, channels));
                    allocations.addAll(profile.allocations());
                    cpu.addAll(profile.cpu());
                }
            }
            List<Measure> measures = new ArrayList<>();
            add(measures, "allocated, KB: %s", allocations, ConnectStages::stage, round.allocatedKb());
            add(measures, "allocated, KB, by %s", allocations, ConnectStages::part, round.allocatedKb());
            add(measures, "CPU, %%: %s", cpu, ConnectStages::stage, 100);
            return measures;
        }

        private static void add(
                List<Measure> measures,
                String name,
                List<Sample> samples,
                Function<Sample, String> group,
                double total) {
            Profile.shares(samples, group).forEach((it, share) -> {
                if (share >= MIN_SHARE) {
                    measures.add(Measure.of("  " + name.formatted(it), share * total));
                }
            });
        }

        /** Connections that are silent until the server pings them, the checks of all connections before included. */
        List<Measure> firstPing(int connections) {
            if (probe == null) {
                return List.of();
            }
            try (SubscriberGroup subscribers = new SubscriberGroup(server, generator).connect(connections, channels)) {
                Round round = measure(connections, subscribers::awaitPings);
                return List.of(
                        Measure.of("CPU per connection until its first ping, µs", round.cpuMicros()),
                        Measure.of("allocated per connection until its first ping, KB", round.allocatedKb()));
            }
        }

        @Override
        public void close() {
            if (probe != null) {
                probe.close();
            }
        }
    }
}
