package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Memory per idle connection: the memory of the process with all connections minus that with the first few, per connection. */
record IdleScenario(Settings settings) implements Scenario {

    private static final int CHANNELS = 100;
    private static final int BASELINE_CONNECTIONS = 100; // loads the code and allocates what exists once per process
    private static final double TARGET_KB = 8;
    private static final double KB = 1024;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String title() {
        return "%,d idle connections, subscribed to a channel each, on a new server".formatted(connections());
    }

    private int connections() {
        return settings.positiveInt("IDLE", 10_000);
    }

    private record Memory(long residentBytes, long liveHeapBytes) {
        /** Waits until the process is idle first: compilers continue for a while, and release their memory some seconds later. */
        static Memory of(ProcessStats processStats) {
            processStats.awaitIdle();
            long liveHeapBytes =
                    processStats.isJvm() ? processStats.liveHeapBytes() : 0; // collects garbage, so it comes first
            return new Memory(processStats.residentBytes(), liveHeapBytes);
        }
    }

    @Override
    public Result run(SystemUnderTest system) {
        List<BenchChannel> channels = new LoadProfile(CHANNELS, CHANNELS, 1, EventId.LENGTH).newChannels();
        FileDescriptorLimit.check(connections());
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Server server = system.start();
                SubscriberGroup subscribers =
                        new SubscriberGroup(server, generator).connect(BASELINE_CONNECTIONS, channels)) {
            return new Result(system.name(), measures(server.processStats(), subscribers, channels));
        }
    }

    private List<Measure> measures(
            @Nullable ProcessStats processStats, SubscriberGroup subscribers, List<BenchChannel> channels) {
        if (processStats == null) {
            return List.of();
        }
        Memory before = Memory.of(processStats);
        CpuTime cpuBefore = processStats.cpuTime();
        subscribers.connect(connections(), channels);
        CpuTime connectCpu = processStats.cpuTime().since(cpuBefore);
        Memory after = Memory.of(processStats);
        List<Measure> measures = new ArrayList<>();
        measures.add(new Measure(
                "RSS per connection, KB",
                (after.residentBytes - before.residentBytes) / KB / connections(),
                TARGET_KB));
        if (after.liveHeapBytes > 0) {
            measures.add(Measure.of(
                    "live heap per connection, KB", (after.liveHeapBytes - before.liveHeapBytes) / KB / connections()));
        }
        measures.add(Measure.of("RSS before, MB", before.residentBytes / KB / KB));
        measures.add(Measure.of("RSS with all, MB", after.residentBytes / KB / KB));
        measures.addAll(CpuMeasures.per("connect + subscribe", connectCpu, connections(), null));
        return measures;
    }
}
