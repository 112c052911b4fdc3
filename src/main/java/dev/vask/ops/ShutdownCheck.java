package dev.vask.ops;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Reports a stopping node as not ready, in the health report of the management port. */
@Singleton
@org.eclipse.microprofile.health.Readiness
final class ShutdownCheck implements HealthCheck {

    private final Readiness readiness;

    ShutdownCheck(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accepting")
                .status(readiness.isAccepting())
                .build();
    }
}
