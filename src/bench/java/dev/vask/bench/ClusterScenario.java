package dev.vask.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Publishing to one node of a cluster, with the subscribers of each channel on two edges. Measures the CPU time of each process. */
record ClusterScenario(LoadProfile profile, Settings settings) implements Scenario {

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public String title() {
        return profile + ", closed loop, one node for publishing and two edges, through Redis";
    }

    /** The systems whose nodes the benchmark can start. */
    @Override
    public boolean measures(SystemUnderTest system) {
        return !(system instanceof Peer);
    }

    @Override
    public Result run(SystemUnderTest system) {
        try (Cluster cluster = system.startCluster(2);
                LoadGenerator generator = new LoadGenerator(settings.threads());
                Load load = Load.open(cluster.api(), cluster.edges(), profile, generator)) {
            Map<String, ProcessStats> processes = new LinkedHashMap<>();
            processes.put("publishing node", statsOf(cluster.api()));
            processes.put("first edge", statsOf(cluster.edges().getFirst()));
            processes.put("second edge", statsOf(cluster.edges().getLast()));
            processes.put("Redis", cluster.redis().processStats());
            load.run(new PublishPacing.AfterResponse(), settings.warmUp(), settings.settleTime());
            CommandStats commands = cluster.redis().commandStats();
            Map<String, CpuTime> before = cpuTimes(processes);
            LoadResult result =
                    load.run(settings.pacing(new PublishPacing.AfterResponse()), Duration.ZERO, settings.duration());
            return new Result(system.name(), measures(result, before, cpuTimes(processes), cluster.redis(), commands));
        }
    }

    static ProcessStats statsOf(Server server) {
        ProcessStats stats = server.processStats();
        if (stats == null) {
            throw new BenchException("The process of %s is not visible".formatted(server.name()));
        }
        return stats;
    }

    static Map<String, CpuTime> cpuTimes(Map<String, ProcessStats> processes) {
        Map<String, CpuTime> times = new LinkedHashMap<>();
        processes.forEach((name, stats) -> times.put(name, stats.cpuTime()));
        return times;
    }

    /** CPU per publish of each process, with the kernel's part, and of Redis by command. */
    private static List<Measure> measures(
            LoadResult result,
            Map<String, CpuTime> before,
            Map<String, CpuTime> after,
            BenchRedis redis,
            CommandStats commands) {
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("publishes/s", result.publishesPerSecond()));
        measures.add(Measure.of("latency p50, ms", result.latency(50)));
        measures.add(Measure.of("latency p99, ms", result.latency(99)));
        double all = 0;
        List<Measure> each = new ArrayList<>();
        for (Map.Entry<String, CpuTime> it : after.entrySet()) {
            CpuTime spent = it.getValue().since(before.get(it.getKey()));
            double micros = spent.total() / 1e3 / result.publishes();
            each.add(Measure.of("  %s".formatted(it.getKey()), micros));
            each.add(Measure.of(
                    "    %s, in the kernel".formatted(it.getKey()), spent.system() / 1e3 / result.publishes()));
            all += micros;
        }
        measures.add(Measure.of("CPU per publish, all processes, µs", all));
        measures.addAll(each);
        measures.addAll(
                RedisOperationCost.perOperation("publish", redis.commandStats().since(commands), result.publishes()));
        return measures;
    }
}
