package dev.vask.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Meters without an exporter. */
public final class TestMeters {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry, () -> 100);

    /** The meters. */
    public Meters meters() {
        return meters;
    }

    /** The number of rejections because of a limit. */
    public double rejected(Bound bound) {
        return registry.get("vask.rejections")
                .tag("limit", bound.label())
                .counter()
                .count();
    }
}
