package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * How much an app above its quota slows down another app. The latency of the quiet app is measured in turns: alone, with the noisy app on
 * a second server of the same machine, and with the noisy app on the same server. The second condition shows the effect of the load on
 * the machine itself.
 */
record NoisyNeighbourScenario(LoadProfile profile, Settings settings) implements Scenario {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int ROUNDS = 5;
    private static final double TARGET_RATIO = 1.1;

    /** The noisy apps that run during a measurement, and the latencies of the quiet app. */
    private record Condition(String name, List<NoisyApp> noisyApps, Histogram latencies) {

        static Condition of(String name, NoisyApp... noisyApps) {
            return new Condition(name, List.of(noisyApps), Meter.emptyHistogram());
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
        return "%s at %d/s, alone and with an app that sends %,d/s and has a quota of half of it"
                .formatted(profile, rate(), noisyRate());
    }

    private int rate() {
        return settings.positiveInt("RATE", 50);
    }

    private int noisyRate() {
        return settings.positiveInt("NOISE", 1_000);
    }

    @Override
    public Result run(SystemUnderTest system) {
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Server server = system.start();
                Server otherServer = system.start()) {
            Optional<Server> noisyHere = createLimitedApp(system, server);
            Optional<Server> noisyElsewhere = createLimitedApp(system, otherServer);
            return new Result(
                    system.name(),
                    noisyHere.isEmpty() || noisyElsewhere.isEmpty()
                            ? List.of()
                            : run(server, noisyHere.get(), noisyElsewhere.get(), generator));
        }
    }

    private Optional<Server> createLimitedApp(SystemUnderTest system, Server server) {
        return system.createLimitedApp(server, Math.max(1, noisyRate() / 2));
    }

    private List<Measure> run(Server quiet, Server noisyHere, Server noisyElsewhere, LoadGenerator generator) {
        try (Load load = Load.open(quiet, profile, generator);
                NoisyApp sameServer = NoisyApp.connect(noisyHere, noisyRate(), generator);
                NoisyApp otherServer = NoisyApp.connect(noisyElsewhere, noisyRate(), generator)) {
            List<Condition> conditions = List.of(
                    Condition.of("alone"),
                    Condition.of("other server", otherServer),
                    Condition.of("same server", sameServer));
            conditions.forEach(condition -> condition.noisyApps().forEach(NoisyApp::start));
            load.run(new PublishPacing.AfterDelivery(), settings.warmUp(), settings.settleTime());
            conditions.forEach(condition -> condition.noisyApps().forEach(NoisyApp::stop));
            long accepted = sameServer.accepted();
            long rejected = sameServer.rejected();
            for (int round = 0; round < ROUNDS; round++) {
                conditions.forEach(condition -> measure(condition, load));
            }
            return measures(conditions, sameServer.accepted() - accepted, sameServer.rejected() - rejected);
        }
    }

    private void measure(Condition condition, Load load) {
        condition.noisyApps().forEach(NoisyApp::start);
        condition
                .latencies()
                .add(load.run(new PublishPacing.FixedRate(rate()), settings.settleTime(), settings.step())
                        .latencies());
        condition.noisyApps().forEach(NoisyApp::stop);
    }

    private List<Measure> measures(List<Condition> conditions, long accepted, long rejected) {
        double seconds =
                ROUNDS * (settings.step().toSeconds() + settings.settleTime().toSeconds());
        Condition sameServer = conditions.getLast();
        List<Measure> measures = new ArrayList<>();
        for (int percentile : List.of(50, 99)) {
            conditions.forEach(condition -> measures.add(
                    Measure.of("p%d %s, ms".formatted(percentile, condition.name()), condition.millis(percentile))));
            conditions.stream()
                    .filter(condition -> !condition.name().equals(sameServer.name()))
                    .forEach(condition -> measures.add(new Measure(
                            "p%d same server / %s".formatted(percentile, condition.name()),
                            sameServer.millis(percentile) / condition.millis(percentile),
                            percentile == 99 && !condition.noisyApps().isEmpty() ? TARGET_RATIO : null)));
        }
        measures.add(Measure.of("noisy app: accepted, /s", accepted / seconds));
        measures.add(Measure.of("noisy app: rejected, /s", rejected / seconds));
        return measures;
    }
}
