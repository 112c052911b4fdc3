package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;

/** Latency at rising rates, until the server cannot keep up. */
record Rates(Shape shape, Settings settings) implements Scenario {

    private static final double KEPT_UP = 0.95; // of the events that were due were published

    @Override
    public String name() {
        return "rates";
    }

    @Override
    public String title() {
        return shape + ", latency at rising rates";
    }

    @Override
    public Result run(Subject subject) {
        List<Measure> measures = new ArrayList<>();
        List<Result.Point> curve = new ArrayList<>();
        try (Generator generator = new Generator(settings.threads());
                Server server = subject.start();
                Load load = Load.open(server, shape, generator)) {
            load.run(new Pace.Delivered(), settings.warmUp(), settings.moment());
            for (int rate : settings.rates()) {
                Outcome outcome = load.run(new Pace.Fixed(rate), settings.moment(), settings.step());
                measures.add(Measure.of("p50 at %d/s, ms".formatted(rate), outcome.latency(50)));
                measures.add(Measure.of("p99 at %d/s, ms".formatted(rate), outcome.latency(99)));
                curve.add(new Result.Point(rate, outcome.latency(50), outcome.latency(99)));
                if (outcome.publishesPerSecond() < KEPT_UP * rate) {
                    measures.add(Measure.of("of %d/s there were, /s".formatted(rate), outcome.publishesPerSecond()));
                    break;
                }
            }
        }
        return new Result(subject.name(), measures, curve);
    }
}
