package dev.vask.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Runs the scenarios listed in {@code SCENARIO}, or all of them that do not take long, on the built jar, and then on a second server if {@code PEER_URL} is
 * set. If a delivery or a request fails, the run stops with an error message and exit status 1.
 */
final class Bench {

    private Bench() {}

    /** Takes no arguments. All settings are environment variables. */
    public static void main(String[] args) throws IOException {
        Settings settings = new Settings(System.getenv());
        try {
            Files.createDirectories(settings.output());
            Report report = new Report(settings.output());
            List<Scenario> scenarios = selected(settings);
            GeneratorSelfTest.run();
            System.out.println(Machine.current());
            for (Scenario scenario : scenarios) {
                report.write(scenario, scenario.run(settings.systems()));
            }
            System.out.printf("%nJSON results and the latency chart: %s%n", settings.output());
        } catch (BenchException failure) {
            System.err.println("\nBenchmark failed: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static List<Scenario> selected(Settings settings) {
        List<Scenario> all = Scenarios.all(settings);
        List<String> names = all.stream().map(Scenario::name).toList();
        settings.scenarios().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new BenchException("Unknown scenario '%s' in SCENARIO. Available: %s"
                            .formatted(unknown, String.join(", ", names)));
                });
        return settings.scenarios().isEmpty()
                ? all.stream().filter(it -> !it.isOnlyOnRequest()).toList()
                : all.stream()
                        .filter(it -> settings.scenarios().contains(it.name()))
                        .toList();
    }
}
