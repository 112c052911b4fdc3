package dev.vask.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares Vask with soketi: each scenario runs on both by turns, several times. Prints one table with the medians and their ratios, and
 * draws a chart of it.
 */
final class PeerComparison {

    private static final int DEFAULT_ROUNDS = 3;
    private static final Set<String> SMALLER = Set.of("fanout", "paced");

    /** The measures to compare by scenario; all are better when they are lower. */
    private static final List<Row> ROWS = List.of(
            new Row("fanout", "CPU per delivery, µs", "1 event to 200 subscribers", "µs of CPU per delivery"),
            new Row("paced", "CPU per delivery, µs", "the same, 50 events/s", "µs of CPU per delivery"),
            new Row("paced", "latency p99, ms", "the same, 50 events/s", "ms, p99"),
            new Row("publish", "CPU per publish, µs", "1 event to 1 subscriber", "µs of CPU per publish"),
            new Row("connect", "CPU per connect + subscribe, cold, µs", "connect, 9,000 to a new server", "µs of CPU"),
            new Row("connect", "CPU per connect + subscribe, after 10,000, µs", "connect, after 10,000", "µs of CPU"),
            new Row("connect", "CPU per connect + subscribe, warm, µs", "connect, warm", "µs of CPU"),
            new Row(
                    "connect-cluster",
                    "CPU per connect + subscribe, cold, µs",
                    "connect to a cluster, new node",
                    "µs of CPU"),
            new Row(
                    "connect-cluster",
                    "CPU per connect + subscribe, warm, µs",
                    "connect to a cluster, warm",
                    "µs of CPU"),
            new Row("idle", "RSS per connection, KB", "idle connection", "KB of memory"),
            new Row("start", "first connection, median, ms", "start to first connection", "ms"),
            new Row("cluster", "CPU per publish, all processes, µs", "publish through Redis", "µs of CPU, all"),
            new Row("cluster", "  Redis", "publish through Redis", "µs of CPU, Redis"),
            new Row("cluster", "latency p99, ms", "publish through Redis", "ms, p99"));

    private record Row(String scenario, String measure, String title, String unit) {}

    /**
     * One compared measure.
     *
     * @param vask median
     * @param peer median
     * @param vaskRounds the value of each round, in order
     * @param peerRounds the value of each round, in order
     */
    record Compared(
            String scenario,
            String title,
            String unit,
            double vask,
            double peer,
            List<Double> vaskRounds,
            List<Double> peerRounds) {

        double ratio() {
            return vask / peer;
        }
    }

    /** What is written to {@code peers.json}, and what the chart is drawn from. */
    record Comparison(String peer, Machine machine, int rounds, List<Compared> rows) {}

    private PeerComparison() {}

    /**
     * Runs the comparison.
     *
     * @param args the file of the chart; with a second argument, a file of an earlier comparison, of which only the chart is drawn
     */
    public static void main(String[] args) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        try {
            Comparison comparison;
            if (args.length > 1) {
                comparison = json.readValue(Path.of(args[1]).toFile(), Comparison.class);
            } else {
                Settings settings = new Settings(System.getenv());
                Files.createDirectories(settings.output());
                GeneratorSelfTest.run();
                comparison = compare(settings.with("PROFILE", "false"), it -> write(json, settings, it));
            }
            System.out.println(table(comparison));
            Files.writeString(Path.of(args[0]), PeerChart.of(comparison));
        } catch (BenchException failure) {
            System.err.println("\nBenchmark failed: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void write(ObjectMapper json, Settings settings, Comparison comparison) {
        try {
            json.writeValue(settings.output().resolve("peers.json").toFile(), comparison);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares the scenarios one after the other, and passes on what is known after each. */
    private static Comparison compare(Settings settings, Consumer<Comparison> known) {
        int rounds = settings.positiveInt("ROUNDS", DEFAULT_ROUNDS);
        List<SystemUnderTest> systems = settings.systems();
        if (systems.size() != 2) {
            throw new BenchException("A comparison needs two systems. Set SOKETI to the directory of soketi.");
        }
        Machine machine = Machine.current();
        List<String> selected = settings.scenarios();
        Map<String, List<Row>> rows = ROWS.stream()
                .filter(row -> selected.isEmpty() || selected.contains(row.scenario))
                .collect(Collectors.groupingBy(Row::scenario));
        List<Compared> compared = new ArrayList<>();
        Comparison comparison = new Comparison(systems.getLast().name(), machine, rounds, compared);
        for (Scenario scenario : scenarios(settings)) {
            if (rows.containsKey(scenario.name())) {
                try {
                    compared.addAll(compare(scenario, systems, rows.get(scenario.name()), rounds));
                    known.accept(comparison);
                } catch (BenchException failure) { // the other scenarios are still worth their time
                    System.err.printf("%s is left out: %s%n", scenario.name(), failure.getMessage());
                }
            }
        }
        return comparison;
    }

    /** All scenarios. Events go to 200 clients instead of 1,000, which both can serve on a machine with other load. */
    private static List<Scenario> scenarios(Settings settings) {
        Map<String, Scenario> smaller = Scenarios.all(
                        settings.with("SOCKETS", "200").with("CHANNELS", "1"))
                .stream()
                .filter(scenario -> SMALLER.contains(scenario.name()))
                .collect(Collectors.toMap(Scenario::name, Function.identity()));
        return Scenarios.all(settings).stream()
                .map(scenario -> smaller.getOrDefault(scenario.name(), scenario))
                .toList();
    }

    private static List<Compared> compare(
            Scenario scenario, List<SystemUnderTest> systems, List<Row> rows, int rounds) {
        List<Result> vask = new ArrayList<>();
        List<Result> peer = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            System.out.printf("%s, round %d of %d%n", scenario.name(), round, rounds);
            vask.add(scenario.run(systems.getFirst()));
            peer.add(scenario.run(systems.getLast()));
        }
        return rows.stream()
                .map(row -> {
                    List<Double> vaskRounds = values(vask, row.measure);
                    List<Double> peerRounds = values(peer, row.measure);
                    return new Compared(
                            row.scenario,
                            row.title,
                            row.unit,
                            median(vaskRounds),
                            median(peerRounds),
                            vaskRounds,
                            peerRounds);
                })
                .toList();
    }

    private static List<Double> values(List<Result> results, String measure) {
        return results.stream()
                .map(result -> result.measures().stream()
                        .filter(it -> it.name().equals(measure))
                        .findFirst()
                        .orElseThrow(
                                () -> new BenchException("%s has no measure '%s'".formatted(result.server(), measure)))
                        .value())
                .toList();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private static String table(Comparison comparison) {
        StringBuilder table = new StringBuilder("\n%s, %d round(s), medians%n%-34s%-26s%10s%10s%10s%n"
                .formatted(comparison.machine, comparison.rounds, "", "", "Vask", comparison.peer, "ratio"));
        for (Compared row : comparison.rows) {
            table.append("%-34s%-26s%10s%10s%10.2f%n"
                    .formatted(row.title, row.unit, number(row.vask), number(row.peer), row.ratio()));
        }
        return table.toString();
    }

    /** A value with two or three digits that matter. */
    static String number(double value) {
        return value >= 10 ? "%,.0f".formatted(value) : "%.1f".formatted(value);
    }
}
