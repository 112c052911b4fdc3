package dev.vask.ops;

import dev.vask.live.LiveState;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether this instance should be sent new work: not while it cannot reach the live state. */
@Singleton
@org.eclipse.microprofile.health.Readiness
final class Readiness implements HealthCheck {

    private final LiveState live;

    Readiness(LiveState live) {
        this.live = live;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("live state").status(live.isReachable()).build();
    }
}
