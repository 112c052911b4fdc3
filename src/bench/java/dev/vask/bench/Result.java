package dev.vask.bench;

import java.util.List;

/**
 * What one scenario measured on one server.
 *
 * @param curve latency over rate, where the scenario tries several rates
 */
record Result(String server, List<Measure> measures, List<Point> curve) {

    /**
     * Latency in milliseconds at a rate.
     *
     * @param rate publishes per second
     */
    record Point(double rate, double p50, double p99) {}

    Result(String server, List<Measure> measures) {
        this(server, measures, List.of());
    }
}
