package dev.vask.bench;

import java.util.List;

/**
 * The figures of one scenario on one server.
 *
 * @param curve latency over rate; empty unless the scenario measures several rates
 */
record Result(String server, List<Measure> measures, List<Point> curve) {

    /**
     * Latency at a rate.
     *
     * @param rate publishes per second
     * @param p50  median in milliseconds
     * @param p99  99th percentile in milliseconds
     */
    record Point(double rate, double p50, double p99) {}

    Result(String server, List<Measure> measures) {
        this(server, measures, List.of());
    }
}
