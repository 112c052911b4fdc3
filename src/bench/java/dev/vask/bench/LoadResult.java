package dev.vask.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a measurement.
 *
 * @param seconds      duration of the measurement
 * @param publishes    events published during the measurement
 * @param latencies    of all deliveries of these events, in nanoseconds
 * @param serverCpu    CPU time of the server; null if its process is not visible
 * @param generatorCpu CPU time of the generator
 */
record LoadResult(
        double seconds,
        long publishes,
        Histogram latencies,
        @Nullable CpuTime serverCpu,
        CpuTime generatorCpu) {

    private static final double NANOS_PER_MILLI = 1e6;

    long deliveries() {
        return latencies.getTotalCount();
    }

    double publishesPerSecond() {
        return publishes / seconds;
    }

    double deliveriesPerSecond() {
        return deliveries() / seconds;
    }

    /** The latency in milliseconds at this percentile (0 to 100). */
    double latency(double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }
}
