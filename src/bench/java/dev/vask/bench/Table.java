package dev.vask.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Results side by side; with two servers, the first in relation to the second. */
final class Table {

    private static final int NAME_WIDTH = 36;
    private static final int COLUMN_WIDTH = 14;
    private static final String NOTHING = "–";

    private Table() {}

    static String of(Scenario scenario, List<Result> results) {
        StringBuilder table = new StringBuilder("\n%s: %s%n".formatted(scenario.name(), scenario.title()));
        table.append(" ".repeat(NAME_WIDTH));
        results.forEach(result -> table.append(cell(result.server())));
        table.append(results.size() == 2 ? cell("ratio") : "").append(cell("wanted")).append('\n');
        int rows = results.stream().mapToInt(result -> result.measures().size()).max().orElse(0);
        IntStream.range(0, rows).forEach(row -> table.append(row(results, row)));
        return table.toString();
    }

    private static String row(List<Result> results, int row) {
        List<Optional<Measure>> measures = results.stream().map(result -> at(result, row)).toList();
        Measure any = measures.stream().flatMap(Optional::stream).findFirst().orElseThrow();
        StringBuilder line = new StringBuilder(("%-" + NAME_WIDTH + "s").formatted(any.name()));
        measures.forEach(it -> line.append(cell(it.map(measure -> number(measure.value())).orElse(NOTHING))));
        if (results.size() == 2) {
            line.append(cell(ratio(measures.getFirst(), measures.getLast())));
        }
        return line.append(cell(any.atMost() == null ? "" : "≤ " + number(any.atMost()))).toString().stripTrailing() + "\n";
    }

    private static Optional<Measure> at(Result result, int row) {
        return row < result.measures().size() ? Optional.of(result.measures().get(row)) : Optional.empty();
    }

    private static String ratio(Optional<Measure> one, Optional<Measure> other) {
        return one.isPresent() && other.isPresent() && one.get().name().equals(other.get().name()) && other.get().value() != 0
                ? number(one.get().value() / other.get().value())
                : NOTHING;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%,.2f", value);
    }

    private static String cell(String text) {
        return ("%" + COLUMN_WIDTH + "s").formatted(text);
    }
}
