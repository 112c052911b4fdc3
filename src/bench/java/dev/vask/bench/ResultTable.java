package dev.vask.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats results side by side. With two servers, the ratio column is the first value divided by the second. */
final class ResultTable {

    private static final int NAME_WIDTH = 48;
    private static final int COLUMN_WIDTH = 14;
    private static final String NO_VALUE = "–";

    private ResultTable() {}

    static String of(Scenario scenario, List<Result> results) {
        StringBuilder table = new StringBuilder("\n%s: %s%n".formatted(scenario.name(), scenario.title()));
        table.append(" ".repeat(NAME_WIDTH));
        results.forEach(result -> table.append(cell(result.server())));
        table.append(results.size() == 2 ? cell("ratio") : "")
                .append(cell("target"))
                .append('\n');
        results.stream()
                .flatMap(result -> result.measures().stream())
                .map(Measure::name)
                .distinct()
                .forEach(name -> table.append(row(results, name)));
        return table.toString();
    }

    private static String row(List<Result> results, String name) {
        List<Optional<Measure>> measures =
                results.stream().map(result -> of(result, name)).toList();
        Measure any = measures.stream().flatMap(Optional::stream).findFirst().orElseThrow();
        StringBuilder line = new StringBuilder(("%-" + NAME_WIDTH + "s").formatted(any.name()));
        measures.forEach(it ->
                line.append(cell(it.map(measure -> number(measure.value())).orElse(NO_VALUE))));
        if (results.size() == 2) {
            line.append(cell(ratio(measures.getFirst(), measures.getLast())));
        }
        String target = any.atMost() == null ? "" : "≤ " + number(any.atMost());
        return line.append(cell(target)).toString().stripTrailing() + "\n";
    }

    private static Optional<Measure> of(Result result, String name) {
        return result.measures().stream().filter(it -> it.name().equals(name)).findFirst();
    }

    private static String ratio(Optional<Measure> one, Optional<Measure> other) {
        return one.isPresent() && other.isPresent() && other.get().value() != 0
                ? number(one.get().value() / other.get().value())
                : NO_VALUE;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%,.2f", value);
    }

    private static String cell(String text) {
        return ("%" + COLUMN_WIDTH + "s").formatted(text);
    }
}
