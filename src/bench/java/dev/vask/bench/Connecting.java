package dev.vask.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sockets that come and subscribe while nothing else happens, after as many have come and gone, several times. */
record Connecting(Settings settings) implements Scenario {

    private static final int FEWEST_ROUNDS = 3;
    private static final int CHANNELS = 100;
    private static final double WANTED_CPU = 60;

    @Override
    public String name() {
        return "connect";
    }

    @Override
    public String title() {
        return "%,d sockets connect and subscribe, after as many came and went for %d s"
                .formatted(sockets(), warmUp().toSeconds());
    }

    private Duration warmUp() {
        return Duration.ofSeconds(settings.number("WARMUP", 30)); // much code, and most of it cold for long
    }

    private int sockets() {
        return settings.number("CONNECTS", 5_000);
    }

    @Override
    public Result run(Subject subject) {
        List<BenchChannel> channels = new Shape(CHANNELS, CHANNELS, 1, Mark.LENGTH).newChannels();
        Descriptors.check(sockets());
        try (Generator generator = new Generator(settings.threads());
                Server server = subject.start()) {
            long warm = System.nanoTime() + warmUp().toNanos();
            for (int i = 0; i < FEWEST_ROUNDS || System.nanoTime() - warm < 0; i++) {
                new Crowd(server, generator).grow(sockets(), channels).close();
            }
            return new Result(subject.name(), measures(server, new Crowd(server, generator), channels));
        }
    }

    private List<Measure> measures(Server server, Crowd crowd, List<BenchChannel> channels) {
        Accounts accounts = server.accounts();
        Usage before = accounts == null ? null : accounts.usage();
        long begin = System.nanoTime();
        crowd.grow(sockets(), channels);
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("connects/s", sockets() / seconds));
        if (accounts != null && before != null) {
            measures.addAll(Cpu.per("connect + subscribe", accounts.usage().since(before), sockets(), WANTED_CPU));
        }
        crowd.close();
        return measures;
    }
}
