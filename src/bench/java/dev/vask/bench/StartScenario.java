package dev.vask.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The time from the start of the process to the first established connection, and to the first event that is received. */
record StartScenario(Settings settings) implements Scenario {

    private static final double MIB = 1024 * 1024;
    private static final double TARGET_MS = 700;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "%d starts standalone, as a node of a cluster with Postgres and Redis running, and as an edge of a cluster"
                .formatted(starts());
    }

    private int starts() {
        return settings.positiveInt("STARTS", 5);
    }

    /** Measures the built jar only: a peer is already running. */
    @Override
    public List<Result> run(List<SystemUnderTest> systems) {
        return systems.stream()
                .filter(VaskJar.class::isInstance)
                .map(VaskJar.class::cast)
                .flatMap(jar -> Stream.concat(Stream.of(run(jar)), inCluster(jar)))
                .toList();
    }

    private Stream<Result> inCluster(VaskJar jar) {
        try (Stores stores = Stores.start()) {
            new VaskClusterNode(jar, stores, false).start().close(); // creates the schema and the app
            VaskClusterNode instance = new VaskClusterNode(jar, stores, true);
            Result all = run(instance);
            try (Server other = instance.start()) {
                return Stream.of(all, run(new VaskEdgeNode(jar, stores, other)));
            }
        }
    }

    /** One start: elapsed time, then CPU time and memory of the process after the first event. */
    private record Start(double connectionMs, double eventMs, double cpuMs, double residentMib) {}

    @Override
    public Result run(SystemUnderTest system) {
        Start[] all = Stream.generate(() -> start(system)).limit(starts()).toArray(Start[]::new);
        List<Measure> measures = new ArrayList<>();
        measures.add(new Measure("first connection, median, ms", median(all, Start::connectionMs), TARGET_MS));
        measures.add(Measure.of("  fastest", sorted(all, Start::connectionMs)[0]));
        measures.add(Measure.of("  slowest", sorted(all, Start::connectionMs)[all.length - 1]));
        measures.add(Measure.of("first event, median, ms", median(all, Start::eventMs)));
        measures.add(Measure.of("CPU time until then, ms", median(all, Start::cpuMs)));
        measures.add(Measure.of("RSS then, MB", median(all, Start::residentMib)));
        return new Result(system.name(), measures);
    }

    private static Start start(SystemUnderTest system) {
        long startedAt = System.nanoTime();
        try (Server started = system.start()) {
            double connectionMs = (System.nanoTime() - startedAt) / 1e6;
            FirstDelivery.await(started, system.apiServer(started));
            double eventMs = (System.nanoTime() - startedAt) / 1e6;
            ProcessStats processStats = started.processStats();
            if (processStats == null) {
                throw new BenchException("The process of %s is not visible".formatted(started.name()));
            }
            return new Start(
                    connectionMs, eventMs, processStats.cpuTime().total() / 1e6, processStats.residentBytes() / MIB);
        }
    }

    private static double median(Start[] starts, ToDoubleFunction<Start> of) {
        return sorted(starts, of)[starts.length / 2];
    }

    private static double[] sorted(Start[] starts, ToDoubleFunction<Start> of) {
        return Arrays.stream(starts).mapToDouble(of).sorted().toArray();
    }
}
