package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events published to sockets that listen, after a warm-up. */
record Traffic(String name, Shape shape, Pace pace, Want want, Settings settings) implements Scenario {

    private static final double NANOS_PER_MICRO = 1e3;

    /**
     * What the project wants: microseconds of CPU and milliseconds of latency, at most.
     */
    record Want(
            @Nullable Double cpuPerDelivery,
            @Nullable Double cpuPerPublish,
            @Nullable Double p99) {
        static final Want FANOUT = new Want(1.3, null, null);
        static final Want PACED = new Want(4.5, null, 8.0);
        static final Want PUBLISH = new Want(null, 20.0, null);
        static final Want NOTHING = new Want(null, null, null);
    }

    @Override
    public String title() {
        return shape + ", "
                + switch (pace) {
                    case Pace.Delivered() -> "closed loop: the next when all have heard the last";
                    case Pace.Answered() -> "closed loop: the next when the last was answered";
                    case Pace.Fixed(var rate) -> "%s publishes/s".formatted(rate);
                };
    }

    @Override
    public Result run(Subject subject) {
        try (Generator generator = new Generator(settings.threads());
                Server server = subject.start();
                Load load = Load.open(server, shape, generator)) {
            load.run(pace instanceof Pace.Fixed ? new Pace.Delivered() : pace, settings.warmUp(), settings.moment());
            return new Result(subject.name(), measures(load.run(pace, settings.moment(), settings.duration())));
        }
    }

    private List<Measure> measures(Outcome outcome) {
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("deliveries/s", outcome.deliveriesPerSecond()));
        measures.add(Measure.of("publishes/s", outcome.publishesPerSecond()));
        measures.add(Measure.of("latency p50, ms", outcome.latency(50)));
        measures.add(new Measure("latency p99, ms", outcome.latency(99), want.p99));
        measures.add(Measure.of("latency p99.9, ms", outcome.latency(99.9)));
        measures.add(Measure.of("latency max, ms", outcome.latency(100)));
        Usage cpu = outcome.server();
        if (cpu != null) {
            measures.addAll(Cpu.per("delivery", cpu, outcome.deliveries(), want.cpuPerDelivery));
            measures.addAll(Cpu.per("publish", cpu, outcome.publishes(), want.cpuPerPublish));
            measures.add(Measure.of("server's share of a core, %", 100 * cpu.total() / 1e9 / outcome.seconds()));
        }
        double own = outcome.generator().total();
        measures.add(Measure.of("generator's CPU per delivery, µs", own / NANOS_PER_MICRO / outcome.deliveries()));
        measures.add(Measure.of("generator's share of a core, %", 100 * own / 1e9 / outcome.seconds()));
        return measures;
    }
}
