package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Throughput, latency and CPU time of publishing events to subscribers. */
record TrafficScenario(String name, LoadProfile profile, PublishPacing pacing, Targets targets, Settings settings)
        implements Scenario {

    private static final double NANOS_PER_MICRO = 1e3;

    /** The project's targets; null if absent. */
    record Targets(
            @Nullable Double cpuMicrosPerDelivery,
            @Nullable Double cpuMicrosPerPublish,
            @Nullable Double p99Millis) {
        static final Targets FANOUT = new Targets(1.3, null, null);
        static final Targets PACED = new Targets(4.5, null, 8.0);
        static final Targets PUBLISH = new Targets(null, 20.0, null);
    }

    @Override
    public String title() {
        return profile + ", "
                + switch (pacing) {
                    case PublishPacing.AfterDelivery() -> "closed loop: next event after delivery to all";
                    case PublishPacing.AfterResponse() -> "closed loop: next event after the response";
                    case PublishPacing.FixedRate(var rate) -> "%s publishes/s".formatted(rate);
                };
    }

    @Override
    public Result run(SystemUnderTest system) {
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Server server = system.start();
                Load load = Load.open(server, profile, generator)) {
            load.run(
                    pacing instanceof PublishPacing.FixedRate ? new PublishPacing.AfterDelivery() : pacing,
                    settings.warmUp(),
                    settings.settleTime());
            return new Result(system.name(), measures(load.run(pacing, settings.settleTime(), settings.duration())));
        }
    }

    private List<Measure> measures(LoadResult loadResult) {
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("deliveries/s", loadResult.deliveriesPerSecond()));
        measures.add(Measure.of("publishes/s", loadResult.publishesPerSecond()));
        measures.add(Measure.of("latency p50, ms", loadResult.latency(50)));
        measures.add(new Measure("latency p99, ms", loadResult.latency(99), targets.p99Millis));
        measures.add(Measure.of("latency p99.9, ms", loadResult.latency(99.9)));
        measures.add(Measure.of("latency max, ms", loadResult.latency(100)));
        CpuTime cpu = loadResult.serverCpu();
        if (cpu != null) {
            measures.addAll(CpuMeasures.per("delivery", cpu, loadResult.deliveries(), targets.cpuMicrosPerDelivery));
            measures.addAll(CpuMeasures.per("publish", cpu, loadResult.publishes(), targets.cpuMicrosPerPublish));
            measures.add(Measure.of("server's share of a core, %", 100 * cpu.total() / 1e9 / loadResult.seconds()));
        }
        double generatorNanos = loadResult.generatorCpu().total();
        measures.add(Measure.of(
                "generator's CPU per delivery, µs", generatorNanos / NANOS_PER_MICRO / loadResult.deliveries()));
        measures.add(Measure.of("generator's share of a core, %", 100 * generatorNanos / 1e9 / loadResult.seconds()));
        return measures;
    }
}
