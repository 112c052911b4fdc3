package dev.vask.ops;

import dev.vask.http.RouteOrder;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.BooleanSupplier;

/**
 * Health on the public port, for load balancers: 200 or 503, without details. The management port serves the details of
 * {@link ReadinessCheck} and {@link ShutdownCheck}.
 */
@Singleton
final class HealthRoutes {

    private final Readiness readiness;

    HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    void install(@Observes StartupEvent event, Router router) {
        route(router, "/q/health", readiness::isReady);
        route(router, "/q/health/ready", readiness::isReady);
        route(router, "/q/health/live", () -> true);
        route(router, "/q/health/started", () -> true);
    }

    private static void route(Router router, String path, BooleanSupplier up) {
        router.route(path).order(RouteOrder.PAGES.number()).handler(context -> {
            boolean isUp = up.getAsBoolean();
            context.response()
                    .setStatusCode(isUp ? 200 : 503)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8")
                    .end("{\"status\":\"%s\"}".formatted(isUp ? "UP" : "DOWN"));
        });
    }
}
