package dev.vask.ops;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** The stores of {@link Readiness}, in the health report of the management port. */
@Singleton
@org.eclipse.microprofile.health.Readiness
final class ReadinessCheck implements HealthCheck {

    private final Readiness readiness;

    ReadinessCheck(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public HealthCheckResponse call() {
        boolean live = readiness.isLiveStateReachable();
        boolean apps = readiness.areAppsReachable();
        return HealthCheckResponse.named("live state and apps")
                .status(live && apps)
                .withData("live state", live)
                .withData("apps", apps)
                .build();
    }
}
