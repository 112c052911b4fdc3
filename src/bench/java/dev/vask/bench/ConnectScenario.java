package dev.vask.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** CPU per connect and subscribe on an otherwise idle server. Rounds of connecting and disconnecting come first, as the warm-up. */
record ConnectScenario(Settings settings) implements Scenario {

    private static final int MIN_WARMUP_ROUNDS = 3;
    private static final int CHANNELS = 100;
    private static final double TARGET_CPU_MICROS = 60;

    @Override
    public String name() {
        return "connect";
    }

    @Override
    public String title() {
        return "%,d connections subscribe to a channel each, after a warm-up of %d s"
                .formatted(connections(), warmUp().toSeconds());
    }

    private Duration warmUp() {
        return Duration.ofSeconds(settings.positiveInt("WARMUP", 30)); // longer: the code of a connect compiles late
    }

    private int connections() {
        return settings.positiveInt("CONNECTS", 5_000);
    }

    @Override
    public Result run(SystemUnderTest system) {
        List<BenchChannel> channels = new LoadProfile(CHANNELS, CHANNELS, 1, EventId.LENGTH).newChannels();
        FileDescriptorLimit.check(connections());
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Server server = system.start()) {
            long warmUpEnd = System.nanoTime() + warmUp().toNanos();
            for (int i = 0; i < MIN_WARMUP_ROUNDS || System.nanoTime() - warmUpEnd < 0; i++) {
                new SubscriberGroup(server, generator)
                        .connect(connections(), channels)
                        .close();
            }
            return new Result(system.name(), measures(server, new SubscriberGroup(server, generator), channels));
        }
    }

    private List<Measure> measures(Server server, SubscriberGroup subscribers, List<BenchChannel> channels) {
        ProcessStats processStats = server.processStats();
        CpuTime before = processStats == null ? null : processStats.cpuTime();
        long startedAt = System.nanoTime();
        subscribers.connect(connections(), channels);
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("connects/s", connections() / seconds));
        if (processStats != null && before != null) {
            measures.addAll(CpuMeasures.per(
                    "connect + subscribe", processStats.cpuTime().since(before), connections(), TARGET_CPU_MICROS));
        }
        subscribers.close();
        return measures;
    }
}
