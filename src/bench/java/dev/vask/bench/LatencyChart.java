package dev.vask.bench;

import dev.vask.bench.Result.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A chart of latency over rate as SVG, with logarithmic axes. For each server, a solid line for p99 and a dashed one for the median. */
final class LatencyChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 440;
    private static final int LEFT = 70;
    private static final int RIGHT = 130;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final List<String> COLOURS = List.of("#0b6e99", "#c4482b");

    private final List<Result> results;
    private final List<Double> rates;
    private final Axis x;
    private final Axis y;

    /** Maps values of a range to pixels on a logarithmic scale. */
    private record Axis(double from, double to, double pixelFrom, double pixelTo) {
        double scale(double value) {
            return pixelFrom + (pixelTo - pixelFrom) * Math.log(value / from) / Math.log(to / from);
        }
    }

    private LatencyChart(List<Result> results) {
        this.results = results;
        List<Point> points =
                results.stream().flatMap(result -> result.curve().stream()).toList();
        rates = points.stream().map(Point::rate).distinct().sorted().toList();
        double lowest = points.stream().mapToDouble(Point::p50).min().orElseThrow();
        double highest = points.stream().mapToDouble(Point::p99).max().orElseThrow();
        x = new Axis(rates.getFirst(), Math.max(rates.getLast(), 2 * rates.getFirst()), LEFT, WIDTH - RIGHT);
        y = new Axis(
                Math.pow(10, Math.floor(Math.log10(lowest))),
                Math.pow(10, Math.floor(Math.log10(highest)) + 1),
                HEIGHT - BOTTOM,
                TOP);
    }

    static String of(String title, List<Result> results) {
        return new LatencyChart(results).draw(title);
    }

    private String draw(String title) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="24" font-size="14">%s</text>
                %s
                %s
                <text x="%d" y="%d">publishes/s</text>
                <text x="12" y="%d">ms</text>
                </svg>
                """.formatted(WIDTH, HEIGHT, LEFT, title, grid(), lines(), WIDTH / 2 - 60, HEIGHT - 18, TOP - 10);
    }

    private String grid() {
        StringBuilder grid = new StringBuilder();
        for (double rate : rates) {
            grid.append(rule(x.scale(rate), TOP, x.scale(rate), HEIGHT - BOTTOM))
                    .append(label(x.scale(rate) - 8, HEIGHT - BOTTOM + 18, rate));
        }
        for (double latency = y.from; latency <= y.to * 1.001; latency *= 10) {
            grid.append(rule(LEFT, y.scale(latency), WIDTH - RIGHT, y.scale(latency)))
                    .append(label(30, y.scale(latency) + 4, latency));
        }
        return grid.toString();
    }

    private String lines() {
        return IntStream.range(0, results.size())
                .filter(i -> !results.get(i).curve().isEmpty())
                .mapToObj(i -> line(results.get(i), Point::p99, "p99", COLOURS.get(i % COLOURS.size()), "none")
                        + line(results.get(i), Point::p50, "p50", COLOURS.get(i % COLOURS.size()), "5 4"))
                .collect(Collectors.joining());
    }

    private String line(Result result, ToDoubleFunction<Point> latency, String name, String colour, String dashes) {
        List<Point> curve = result.curve();
        String points = curve.stream()
                .map(it -> text("%.1f,%.1f", x.scale(it.rate()), y.scale(latency.applyAsDouble(it))))
                .collect(Collectors.joining(" "));
        Point last = curve.getLast();
        return text(
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>%n",
                        points, colour, dashes)
                + text(
                        "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s %s</text>%n",
                        x.scale(last.rate()) + 6,
                        y.scale(latency.applyAsDouble(last)) + 4,
                        colour,
                        result.server(),
                        name);
    }

    private static String rule(double x1, double y1, double x2, double y2) {
        return text("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n", x1, y1, x2, y2);
    }

    private static String label(double x, double y, double value) {
        String number = value >= 1 ? text("%.0f", value) : text("%s", value);
        return text("<text x=\"%.1f\" y=\"%.1f\" fill=\"#555\">%s</text>%n", x, y, number);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
