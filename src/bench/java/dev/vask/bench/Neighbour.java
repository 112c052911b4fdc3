package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** What a quiet app hears of a noisy one that is refused at its quota: latency alone and beside it, in turns. */
record Neighbour(Shape shape, Settings settings) implements Scenario {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int ROUNDS = 5;
    private static final double WANTED_RATIO = 1.1;

    @Override
    public String name() {
        return "neighbour";
    }

    @Override
    public String title() {
        return "%s at %d/s, alone and beside an app that asks for %,d/s and may publish half of it"
                .formatted(shape, rate(), noise());
    }

    private int rate() {
        return settings.number("RATE", 50);
    }

    private int noise() {
        return settings.number("NOISE", 1_000);
    }

    @Override
    public Result run(Subject subject) {
        try (Generator generator = new Generator(settings.threads());
                Server server = subject.start()) {
            Optional<Server> noisy = subject.limitedApp(server, Math.max(1, noise() / 2));
            return new Result(subject.name(), noisy.map(it -> run(server, it, generator)).orElse(List.of()));
        }
    }

    private List<Measure> run(Server quiet, Server noisy, Generator generator) {
        Histogram alone = Meter.empty();
        Histogram beside = Meter.empty();
        Pace pace = new Pace.Fixed(rate());
        try (Load load = Load.open(quiet, shape, generator);
                Noise noise = Noise.of(noisy, noise(), generator)) {
            noise.begin();
            load.run(new Pace.Delivered(), settings.warmUp(), settings.moment());
            long accepted = noise.accepted();
            long refused = noise.refused();
            for (int round = 0; round < ROUNDS; round++) {
                noise.end();
                alone.add(load.run(pace, settings.moment(), settings.step()).latencies());
                noise.begin();
                beside.add(load.run(pace, settings.moment(), settings.step()).latencies());
            }
            return measures(alone, beside, noise.accepted() - accepted, noise.refused() - refused);
        }
    }

    private List<Measure> measures(Histogram alone, Histogram beside, long accepted, long refused) {
        double seconds = ROUNDS * (settings.step().toSeconds() + settings.moment().toSeconds());
        List<Measure> measures = new ArrayList<>();
        for (int percentile : List.of(50, 99)) {
            double quiet = alone.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
            double noisy = beside.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
            measures.add(Measure.of("p%d alone, ms".formatted(percentile), quiet));
            measures.add(Measure.of("p%d beside it, ms".formatted(percentile), noisy));
            measures.add(new Measure("p%d beside it / alone".formatted(percentile), noisy / quiet, percentile == 99 ? WANTED_RATIO : null));
        }
        measures.add(Measure.of("accepted of the noisy app, /s", accepted / seconds));
        measures.add(Measure.of("refused of the noisy app, /s", refused / seconds));
        return measures;
    }
}
