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
        return profile + ", closed loop, one node for publishing and two edges, with Redis and Postgres";
    }

    /** Measures the built jar only: the nodes of a peer are unknown. */
    @Override
    public List<Result> run(List<SystemUnderTest> systems) {
        return systems.stream().filter(VaskJar.class::isInstance).map(this::run).toList();
    }

    @Override
    public Result run(SystemUnderTest system) {
        VaskJar jar = (VaskJar) system;
        try (Stores stores = Stores.start();
                Server api = new VaskClusterNode(jar, stores, false).start();
                Server first = new VaskEdgeNode(jar, stores, api).start();
                Server second = new VaskEdgeNode(jar, stores, api).start();
                LoadGenerator generator = new LoadGenerator(settings.threads());
                Load load = Load.open(api, List.of(first, second), profile, generator)) {
            Map<String, ProcessStats> processes = new LinkedHashMap<>();
            processes.put("publishing node", statsOf(api));
            processes.put("first edge", statsOf(first));
            processes.put("second edge", statsOf(second));
            processes.put("Redis", stores.redis().processStats());
            load.run(new PublishPacing.AfterResponse(), settings.warmUp(), settings.settleTime());
            CommandStats commands = stores.redis().commandStats();
            Map<String, CpuTime> before = cpuTimes(processes);
            LoadResult result =
                    load.run(settings.pacing(new PublishPacing.AfterResponse()), Duration.ZERO, settings.duration());
            return new Result(name(), measures(result, before, cpuTimes(processes), stores, commands));
        }
    }

    private static ProcessStats statsOf(Server server) {
        ProcessStats stats = server.processStats();
        if (stats == null) {
            throw new BenchException("The process of %s is not visible".formatted(server.name()));
        }
        return stats;
    }

    private static Map<String, CpuTime> cpuTimes(Map<String, ProcessStats> processes) {
        Map<String, CpuTime> times = new LinkedHashMap<>();
        processes.forEach((name, stats) -> times.put(name, stats.cpuTime()));
        return times;
    }

    /** CPU per publish of each process, and of Redis by command. */
    private static List<Measure> measures(
            LoadResult result,
            Map<String, CpuTime> before,
            Map<String, CpuTime> after,
            Stores stores,
            CommandStats commands) {
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.of("publishes/s", result.publishesPerSecond()));
        measures.add(Measure.of("latency p50, ms", result.latency(50)));
        measures.add(Measure.of("latency p99, ms", result.latency(99)));
        double all = 0;
        List<Measure> each = new ArrayList<>();
        for (Map.Entry<String, CpuTime> it : after.entrySet()) {
            double micros = it.getValue().since(before.get(it.getKey())).total() / 1e3 / result.publishes();
            each.add(Measure.of("  %s".formatted(it.getKey()), micros));
            all += micros;
        }
        measures.add(Measure.of("CPU per publish, all processes, µs", all));
        measures.addAll(each);
        measures.addAll(RedisOperationCost.perOperation(
                "publish", stores.redis().commandStats().since(commands), result.publishes()));
        return measures;
    }
}
