package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;

/** Latency at increasing rates, until the server cannot keep up. */
record RatesScenario(LoadProfile profile, Settings settings) implements Scenario {

    private static final double MIN_ACHIEVED_SHARE = 0.95; // of the events that were due

    @Override
    public String name() {
        return "rates";
    }

    @Override
    public String title() {
        return profile + ", latency at increasing rates";
    }

    @Override
    public Result run(SystemUnderTest system) {
        List<Measure> measures = new ArrayList<>();
        List<Result.Point> curve = new ArrayList<>();
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Server server = system.start();
                Load load = Load.open(server, profile, generator)) {
            load.run(new PublishPacing.AfterDelivery(), settings.warmUp(), settings.settleTime());
            for (int rate : settings.rates()) {
                LoadResult loadResult =
                        load.run(new PublishPacing.FixedRate(rate), settings.settleTime(), settings.step());
                measures.add(Measure.of("p50 at %d/s, ms".formatted(rate), loadResult.latency(50)));
                measures.add(Measure.of("p99 at %d/s, ms".formatted(rate), loadResult.latency(99)));
                curve.add(new Result.Point(rate, loadResult.latency(50), loadResult.latency(99)));
                if (loadResult.publishesPerSecond() < MIN_ACHIEVED_SHARE * rate) {
                    measures.add(Measure.of("achieved at %d/s, /s".formatted(rate), loadResult.publishesPerSecond()));
                    break;
                }
            }
        }
        return new Result(system.name(), measures, curve);
    }
}
