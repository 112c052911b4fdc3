package dev.vask.ops;

import dev.vask.apps.AppStore;
import dev.vask.live.LiveState;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Readiness check: this node is ready if it can reach the live state and the app database. */
@Singleton
@org.eclipse.microprofile.health.Readiness
final class ReadinessCheck implements HealthCheck {

    private final LiveState live;
    private final AppStore apps;

    ReadinessCheck(LiveState live, AppStore apps) {
        this.live = live;
        this.apps = apps;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("live state and apps")
                .status(live.isReachable() && apps.isReachable())
                .withData("live state", live.isReachable())
                .withData("apps", apps.isReachable())
                .build();
    }
}
