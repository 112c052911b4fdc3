package dev.vask.bench;

import org.HdrHistogram.Histogram;

/** Counts the publishes and records the latencies of responses and deliveries of one event loop. Must be used on this loop only. */
final class Meter {

    static final long MAX_LATENCY_NANOS = 60_000_000_000L;

    private Histogram latencies = emptyHistogram();
    private Histogram responses = emptyHistogram();
    private long publishes;
    private MeasurementWindow window = MeasurementWindow.EMPTY;

    static Histogram emptyHistogram() {
        return new Histogram(MAX_LATENCY_NANOS, 3);
    }

    /** Discards all values. From now on, only events published within the window count. */
    void reset(MeasurementWindow newWindow) {
        latencies = emptyHistogram();
        responses = emptyHistogram();
        publishes = 0;
        window = newWindow;
    }

    void recordPublish(long time) {
        if (window.contains(time)) {
            publishes++;
        }
    }

    /** Records the response to a publish request. */
    void recordResponse(long publishedAt, long now) {
        if (window.contains(publishedAt)) {
            responses.recordValue(Math.clamp(now - publishedAt, 0, MAX_LATENCY_NANOS));
        }
    }

    void recordDelivery(long publishedAt, long now) {
        if (window.contains(publishedAt)) {
            latencies.recordValue(Math.clamp(now - publishedAt, 0, MAX_LATENCY_NANOS));
        }
    }

    /** Of deliveries. */
    Histogram latencies() {
        return latencies;
    }

    /** Of responses to publish requests. */
    Histogram responses() {
        return responses;
    }

    long publishes() {
        return publishes;
    }
}
