package dev.vask.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a load did in the time that counted.
 *
 * @param server    CPU time of the server; null if its process cannot be observed
 * @param generator CPU time of the generator itself
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

    /** The latency in milliseconds that this share of the deliveries did not exceed. */
    double latency(double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }
}
