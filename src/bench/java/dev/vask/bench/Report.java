package dev.vask.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Prints the results as a table, and writes a JSON file for each scenario and the latency chart. */
record Report(Path directory) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private record Document(String scenario, String title, String time, Machine machine, List<Result> results) {}

    void write(Scenario scenario, List<Result> results) {
        System.out.println(ResultTable.of(scenario, results));
        try {
            Document document = new Document(
                    scenario.name(),
                    scenario.title(),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    Machine.current(),
                    results);
            JSON.writeValue(directory.resolve(scenario.name() + ".json").toFile(), document);
            if (results.stream().anyMatch(result -> !result.curve().isEmpty())) {
                Files.writeString(
                        directory.resolve("latency-over-rate.svg"), LatencyChart.of(scenario.title(), results));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write the report to " + directory, e);
        }
    }
}
