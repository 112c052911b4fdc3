package dev.vask.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** How long it is from the start of the process to the first socket that is let in, and on to the first event that it hears. */
record ColdStart(Settings settings) implements Scenario {

    private static final double MIB = 1024 * 1024;
    private static final double WANTED_MS = 700;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "%d starts alone, as an instance of a cluster with a Postgres and a Redis at hand, and as an edge of one"
                .formatted(starts());
    }

    private int starts() {
        return settings.number("STARTS", 5);
    }

    /** Of the built jar alone: a server that runs already starts no more. */
    @Override
    public List<Result> run(List<Subject> subjects) {
        return subjects.stream()
                .filter(VaskJar.class::isInstance)
                .map(VaskJar.class::cast)
                .flatMap(jar -> Stream.concat(Stream.of(run(jar)), inCluster(jar)))
                .toList();
    }

    private Stream<Result> inCluster(VaskJar jar) {
        try (Stores stores = Stores.start()) {
            new VaskCluster(jar, stores, false).start().close(); // which makes the schema and the app
            VaskCluster instance = new VaskCluster(jar, stores, true);
            Result all = run(instance);
            try (Server other = instance.start()) {
                return Stream.of(all, run(new VaskEdge(jar, stores, other)));
            }
        }
    }

    /** One start, by the clock, and what the process had taken by then. */
    private record Start(double socketMs, double eventMs, double cpuMs, double residentMib) {}

    @Override
    public Result run(Subject subject) {
        Start[] all = Stream.generate(() -> start(subject)).limit(starts()).toArray(Start[]::new);
        List<Measure> measures = new ArrayList<>();
        measures.add(new Measure("first socket, median, ms", median(all, Start::socketMs), WANTED_MS));
        measures.add(Measure.of("  fastest", sorted(all, Start::socketMs)[0]));
        measures.add(Measure.of("  slowest", sorted(all, Start::socketMs)[all.length - 1]));
        measures.add(Measure.of("first event, median, ms", median(all, Start::eventMs)));
        measures.add(Measure.of("CPU time until then, ms", median(all, Start::cpuMs)));
        measures.add(Measure.of("RSS then, MB", median(all, Start::residentMib)));
        return new Result(subject.name(), measures);
    }

    private static Start start(Subject subject) {
        long begin = System.nanoTime();
        try (Server started = subject.start()) {
            double socket = (System.nanoTime() - begin) / 1e6;
            FirstEvent.await(started, subject.publisher(started));
            double event = (System.nanoTime() - begin) / 1e6;
            Accounts accounts = started.accounts();
            if (accounts == null) {
                throw new BenchFailure("the process of %s cannot be seen".formatted(started.name()));
            }
            return new Start(socket, event, accounts.usage().total() / 1e6, accounts.residentBytes() / MIB);
        }
    }

    private static double median(Start[] starts, ToDoubleFunction<Start> of) {
        return sorted(starts, of)[starts.length / 2];
    }

    private static double[] sorted(Start[] starts, ToDoubleFunction<Start> of) {
        return Arrays.stream(starts).mapToDouble(of).sorted().toArray();
    }
}
