package dev.vask.ops;

import dev.vask.live.LiveState;
import dev.vask.meters.Meters;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Registers the metric that shows whether the live state can be reached. */
@Singleton
final class LiveStateGauge {

    void start(@Observes StartupEvent event, Meters meters, LiveState live) {
        meters.registerCondition(
                "vask.live.state.reachable", "1 if the live state can be reached, 0 if not", live::isReachable);
    }
}
