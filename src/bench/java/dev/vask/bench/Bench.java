package dev.vask.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Runs the scenarios that {@code SCENARIO} names, or all, on the built jar and, if {@code PEER_URL} names one, on another
 * server right after. Ends with status 1, and says why, as soon as a server does not do what is measured.
 */
final class Bench {

    private Bench() {}

    /** Takes no arguments: the settings come from the environment. */
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
            System.out.printf("%nThe same as JSON, and a picture of latency over rate: %s%n", settings.output());
        } catch (BenchException failure) {
            System.err.println("\nThe benchmark failed: " + failure.getMessage());
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
                    throw new BenchException("there is no scenario '%s'; SCENARIO may name %s"
                            .formatted(unknown, String.join(", ", names)));
                });
        return settings.scenarios().isEmpty()
                ? all
                : all.stream()
                        .filter(it -> settings.scenarios().contains(it.name()))
                        .toList();
    }
}
