package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What a quiet app hears of a noisy one that is refused at its quota: latency alone, with the noise at a second server on the same
 * machine, and beside it, in turns. The second says what the noise takes of the machine, whoever serves it.
 */
record Neighbour(Shape shape, Settings settings) implements Scenario {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int ROUNDS = 5;
    private static final double WANTED_RATIO = 1.1;

    /** What goes on while the quiet app is measured, and what was measured. */
    private record Turn(String name, List<Noise> noises, Histogram latencies) {

        static Turn of(String name, Noise... noises) {
            return new Turn(name, List.of(noises), Meter.empty());
        }

        double millis(int percentile) {
            return latencies.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
        }
    }

    @Override
    public String name() {
        return "neighbour";
    }

    @Override
    public String title() {
        return "%s at %d/s, alone, and with an app that asks for %,d/s and may publish half of it"
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
                Server server = subject.start();
                Server elsewhere = subject.start()) {
            Optional<Server> noisy = limitedApp(subject, server);
            Optional<Server> far = limitedApp(subject, elsewhere);
            return new Result(
                    subject.name(),
                    noisy.isEmpty() || far.isEmpty() ? List.of() : run(server, noisy.get(), far.get(), generator));
        }
    }

    private Optional<Server> limitedApp(Subject subject, Server server) {
        return subject.limitedApp(server, Math.max(1, noise() / 2));
    }

    private List<Measure> run(Server quiet, Server noisy, Server far, Generator generator) {
        try (Load load = Load.open(quiet, shape, generator);
                Noise beside = Noise.of(noisy, noise(), generator);
                Noise elsewhere = Noise.of(far, noise(), generator)) {
            List<Turn> turns =
                    List.of(Turn.of("alone"), Turn.of("with it elsewhere", elsewhere), Turn.of("beside it", beside));
            turns.forEach(turn -> turn.noises().forEach(Noise::begin));
            load.run(new Pace.Delivered(), settings.warmUp(), settings.moment());
            turns.forEach(turn -> turn.noises().forEach(Noise::end));
            long accepted = beside.accepted();
            long refused = beside.refused();
            for (int round = 0; round < ROUNDS; round++) {
                turns.forEach(turn -> take(turn, load));
            }
            return measures(turns, beside.accepted() - accepted, beside.refused() - refused);
        }
    }

    private void take(Turn turn, Load load) {
        turn.noises().forEach(Noise::begin);
        turn.latencies()
                .add(load.run(new Pace.Fixed(rate()), settings.moment(), settings.step())
                        .latencies());
        turn.noises().forEach(Noise::end);
    }

    private List<Measure> measures(List<Turn> turns, long accepted, long refused) {
        double seconds =
                ROUNDS * (settings.step().toSeconds() + settings.moment().toSeconds());
        Turn beside = turns.getLast();
        List<Measure> measures = new ArrayList<>();
        for (int percentile : List.of(50, 99)) {
            turns.forEach(turn ->
                    measures.add(Measure.of("p%d %s, ms".formatted(percentile, turn.name()), turn.millis(percentile))));
            turns.stream()
                    .filter(turn -> !turn.name().equals(beside.name()))
                    .forEach(turn -> measures.add(new Measure(
                            "p%d beside it / %s".formatted(percentile, turn.name()),
                            beside.millis(percentile) / turn.millis(percentile),
                            percentile == 99 && !turn.noises().isEmpty() ? WANTED_RATIO : null)));
        }
        measures.add(Measure.of("accepted of the noisy app, /s", accepted / seconds));
        measures.add(Measure.of("refused of the noisy app, /s", refused / seconds));
        return measures;
    }
}
