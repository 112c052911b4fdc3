package dev.vask.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One instance of a cluster beside the same server without one: what Redis does for each deed, and what that costs. */
record ThroughRedis(Shape shape, Settings settings) implements Scenario {

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String title() {
        return shape + ", closed loop, through Redis and without; and what Redis does for each deed";
    }

    /** Of the built jar alone: nobody else's Redis is known. */
    @Override
    public List<Result> run(List<Subject> subjects) {
        return subjects.stream()
                .filter(VaskJar.class::isInstance)
                .map(VaskJar.class::cast)
                .flatMap(jar -> List.of(throughRedis(jar), run(jar)).stream())
                .toList();
    }

    @Override
    public Result run(Subject standalone) {
        try (Server server = standalone.start()) {
            return new Result("standalone", ofPublishes(traffic(server)));
        }
    }

    private Result throughRedis(VaskJar jar) {
        try (Stores stores = Stores.start();
                Server server = new VaskCluster(jar, stores, false).start()) {
            BenchRedis redis = stores.redis();
            List<Measure> measures = new ArrayList<>();
            try (Generator generator = new Generator(settings.threads());
                    Load load = Load.open(server, shape, generator)) {
                load.run(new Pace.Answered(), settings.warmUp(), settings.moment());
                CommandStats commands = redis.commands();
                Usage before = redis.accounts().usage();
                Outcome outcome = load.run(new Pace.Answered(), Duration.ZERO, settings.duration());
                measures.addAll(ofPublishes(outcome));
                measures.addAll(Deeds.of("publish", redis.commands().since(commands), outcome.publishes()));
                Usage cpu = redis.accounts().usage().since(before);
                measures.add(Measure.of("Redis: CPU per publish, µs", cpu.total() / 1e3 / outcome.publishes()));
                measures.add(Measure.of("Redis: share of a core, %", 100 * cpu.total() / 1e9 / outcome.seconds()));
            }
            measures.addAll(new Deeds(server, redis).measures());
            measures.addAll(new Joining(server, redis).measures());
            measures.addAll(new Footprint(server, redis).measures());
            return new Result("cluster", measures);
        }
    }

    private Outcome traffic(Server server) {
        try (Generator generator = new Generator(settings.threads());
                Load load = Load.open(server, shape, generator)) {
            load.run(new Pace.Answered(), settings.warmUp(), settings.moment());
            return load.run(new Pace.Answered(), Duration.ZERO, settings.duration());
        }
    }

    private static List<Measure> ofPublishes(Outcome outcome) {
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("publishes/s", outcome.publishesPerSecond()));
        measures.add(Measure.of("latency p50, ms", outcome.latency(50)));
        measures.add(Measure.of("latency p99, ms", outcome.latency(99)));
        if (outcome.server() != null) {
            measures.addAll(Cpu.per("publish", outcome.server(), outcome.publishes(), null));
        }
        return measures;
    }
}
