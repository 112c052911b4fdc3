package dev.vask.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A node of a cluster compared with a standalone server, and the cost of each operation in Redis. */
record RedisScenario(LoadProfile profile, Settings settings) implements Scenario {

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String title() {
        return profile + ", closed loop, in a cluster and standalone; cost of each operation in Redis";
    }

    /** Measures the built jar only: the Redis of a peer is unknown. */
    @Override
    public List<Result> run(List<SystemUnderTest> systems) {
        return systems.stream()
                .filter(VaskJar.class::isInstance)
                .map(VaskJar.class::cast)
                .flatMap(jar -> List.of(runInCluster(jar), run(jar)).stream())
                .toList();
    }

    @Override
    public Result run(SystemUnderTest standalone) {
        try (Server server = standalone.start()) {
            return new Result("standalone", publishMeasures(publish(server)));
        }
    }

    private Result runInCluster(VaskJar jar) {
        try (Stores stores = Stores.start();
                Server server = new VaskClusterNode(jar, stores, false).start()) {
            BenchRedis redis = stores.redis();
            List<Measure> measures = new ArrayList<>();
            try (LoadGenerator generator = new LoadGenerator(settings.threads());
                    Load load = Load.open(server, profile, generator)) {
                load.run(new PublishPacing.AfterResponse(), settings.warmUp(), settings.settleTime());
                CommandStats statsBefore = redis.commandStats();
                CpuTime cpuBefore = redis.processStats().cpuTime();
                LoadResult loadResult = load.run(new PublishPacing.AfterResponse(), Duration.ZERO, settings.duration());
                measures.addAll(publishMeasures(loadResult));
                measures.addAll(RedisOperationCost.perOperation(
                        "publish", redis.commandStats().since(statsBefore), loadResult.publishes()));
                CpuTime cpu = redis.processStats().cpuTime().since(cpuBefore);
                measures.add(Measure.of("Redis: CPU per publish, µs", cpu.total() / 1e3 / loadResult.publishes()));
                measures.add(Measure.of("Redis: share of a core, %", 100 * cpu.total() / 1e9 / loadResult.seconds()));
            }
            measures.addAll(new RedisOperationCost(server, redis).measures());
            measures.addAll(new PresenceJoinCost(server, redis).measures());
            measures.addAll(new RedisMemoryCost(server, redis).measures());
            return new Result("cluster", measures);
        }
    }

    private LoadResult publish(Server server) {
        try (LoadGenerator generator = new LoadGenerator(settings.threads());
                Load load = Load.open(server, profile, generator)) {
            load.run(new PublishPacing.AfterResponse(), settings.warmUp(), settings.settleTime());
            return load.run(new PublishPacing.AfterResponse(), Duration.ZERO, settings.duration());
        }
    }

    private static List<Measure> publishMeasures(LoadResult loadResult) {
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("publishes/s", loadResult.publishesPerSecond()));
        measures.add(Measure.of("latency p50, ms", loadResult.latency(50)));
        measures.add(Measure.of("latency p99, ms", loadResult.latency(99)));
        if (loadResult.serverCpu() != null) {
            measures.addAll(CpuMeasures.per("publish", loadResult.serverCpu(), loadResult.publishes(), null));
        }
        return measures;
    }
}
