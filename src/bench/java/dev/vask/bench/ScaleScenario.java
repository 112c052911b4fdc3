package dev.vask.bench;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * As many idle connections to one server as the machine allows, over several loopback addresses. The clients send pings as pusher-js does.
 * Measures memory, CPU while idle, and publishes to all.
 */
record ScaleScenario(Settings settings) implements Scenario {

    private static final int WANTED = 100_000;
    private static final int ADDRESSES = 4; // each has ports of its own for the connections to it
    private static final int FIRST_CONNECTIONS = 100; // load the code and allocate what exists once per process
    private static final Duration ACTIVITY_TIMEOUT = Duration.ofMinutes(2); // of pusher-js and of the server
    private static final int HEAP_BYTES_PER_CONNECTION = 6_000; // of the generator
    private static final double KB = 1024;

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public boolean isOnlyOnRequest() {
        return true;
    }

    @Override
    public String title() {
        return "%,d idle connections on one channel of one server, over %d loopback addresses, with pings; then 1 publish/s to all"
                .formatted(connections(), ADDRESSES);
    }

    /** As many as are wanted, or as this process and the server may have. */
    private int connections() {
        return Math.min(
                settings.positiveInt("SCALE", WANTED),
                Math.min(FileDescriptorLimit.maxConnections(), connectionsByHeap()));
    }

    private static int connectionsByHeap() {
        return Math.toIntExact(Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_CONNECTION);
    }

    private Duration idleTime() {
        return Duration.ofSeconds(settings.positiveInt("DURATION", (int) ACTIVITY_TIMEOUT.toSeconds()));
    }

    @Override
    public Result run(SystemUnderTest system) {
        int connections = connections();
        if (connections < settings.positiveInt("SCALE", WANTED)) {
            System.err.printf(
                    "scale: %,d connections instead of %,d: open files (`ulimit -Hn`) allow %,d, the generator's heap (HEAP) %,d%n",
                    connections,
                    settings.positiveInt("SCALE", WANTED),
                    FileDescriptorLimit.maxConnections(),
                    connectionsByHeap());
        }
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Server server = system.start()) {
            ProcessStats process = ClusterScenario.statsOf(server);
            List<Server> addresses = addresses(server);
            new SubscriberGroup(addresses, generator)
                    .connect(FIRST_CONNECTIONS, new LoadProfile(1, 1, 1, EventId.LENGTH).newChannels())
                    .close();
            return new Result(system.name(), measures(server, addresses, process, generator, connections));
        }
    }

    /** The same server, at 127.0.0.1 and the following addresses. */
    private static List<Server> addresses(Server server) {
        int port = server.address().getPort();
        return IntStream.rangeClosed(1, ADDRESSES)
                .mapToObj(i -> server.at(new InetSocketAddress("127.0.0." + i, port)))
                .toList();
    }

    private List<Measure> measures(
            Server server, List<Server> addresses, ProcessStats process, LoadGenerator generator, int connections) {
        List<Measure> measures = new ArrayList<>();
        process.awaitIdle();
        long heapBefore = process.isJvm() ? process.liveHeapBytes() : 0;
        long residentBefore = process.residentBytes();
        CpuTime cpuBefore = process.cpuTime();
        long startedAt = System.nanoTime();
        try (Load load = Load.open(server, addresses, new LoadProfile(connections, 1, 1, 200), generator)
                .pingAfter(ACTIVITY_TIMEOUT)) {
            double connectSeconds = (System.nanoTime() - startedAt) / 1e9;
            CpuTime connectCpu = process.cpuTime().since(cpuBefore);
            measures.add(Measure.of("connections", connections));
            measures.addAll(CpuMeasures.per("connect + subscribe", connectCpu, connections, null));
            measures.add(Measure.of("connects/s", connections / connectSeconds));
            measures.add(Measure.of(
                    "RSS per connection, right after, KB",
                    (process.residentBytes() - residentBefore) / KB / connections));
            measures.addAll(idle(process, connections));
            measures.add(Measure.of(
                    "RSS per connection, after that, KB",
                    (process.residentBytes() - residentBefore) / KB / connections));
            if (process.isJvm()) {
                measures.add(Measure.of(
                        "live heap per connection, KB", (process.liveHeapBytes() - heapBefore) / KB / connections));
            }
            measures.addAll(publishes(load, process, connections));
        }
        return measures;
    }

    /** CPU time while nothing happens but pings: each connection sends one within the activity timeout. */
    private List<Measure> idle(ProcessStats process, int connections) {
        process.awaitIdle();
        CpuTime before = process.cpuTime();
        CpuTime generatorBefore = ProcessStats.ofThisProcess().cpuTime();
        long startedAt = System.nanoTime();
        try {
            Thread.sleep(idleTime());
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        CpuTime cpu = process.cpuTime().since(before);
        CpuTime generatorCpu = ProcessStats.ofThisProcess().cpuTime().since(generatorBefore);
        return List.of(
                Measure.of("CPU per idle connection and second, µs", cpu.total() / 1e3 / connections / seconds),
                Measure.of("server's share of a core while idle, %", 100 * cpu.total() / 1e9 / seconds),
                Measure.of("generator's share of a core while idle, %", 100 * generatorCpu.total() / 1e9 / seconds));
    }

    private List<Measure> publishes(Load load, ProcessStats process, int connections) {
        PublishPacing everySecond = new PublishPacing.FixedRate(1);
        load.run(everySecond, Duration.ZERO, settings.warmUp());
        CpuTime before = process.cpuTime();
        LoadResult result = load.run(everySecond, Duration.ZERO, Duration.ofSeconds(20));
        CpuTime cpu = process.cpuTime().since(before);
        return List.of(
                Measure.of("publish to all: publishes", (double) result.publishes()),
                Measure.of("publish to all: delivery p50, ms", result.latency(50)),
                Measure.of("publish to all: delivery p99, ms", result.latency(99)),
                Measure.of("publish to all: delivery max, ms", result.latency(100)),
                Measure.of("publish to all: CPU per delivery, µs", cpu.total() / 1e3 / result.deliveries()));
    }
}
