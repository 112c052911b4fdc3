package dev.vask.wiring;

import dev.vask.admin.AdminConfig;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import dev.vask.http.ManagementPort;
import dev.vask.http.RouteOrder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Rejects requests to the admin API on the public port, unless {@code vask.admin.public} allows them. */
@Singleton
final class AdminPortFilter {

    private static final ErrorResponse NOT_ON_PUBLIC_PORT = new ErrorResponse(
            ApiErrorCode.NO_SUCH_ROUTE,
            "The admin API is served on the management port. Set vask.admin.public to serve it on this port too.");

    private final boolean served;
    private final BodyLimits bodyLimits;

    AdminPortFilter(AdminConfig admin, VaskConfig config, BodyLimits bodyLimits) {
        this.served = admin.onPublicPort().orElse(config.mode() == VaskConfig.Mode.STANDALONE);
        this.bodyLimits = bodyLimits;
    }

    void install(@Observes Router router) {
        if (!served) {
            router.route("/admin/*").order(RouteOrder.ADMIN_PORT.number()).handler(this::filter);
        }
    }

    private void filter(RoutingContext context) {
        if (ManagementPort.receivedCurrent()) {
            context.next();
        } else {
            bodyLimits.reject(context.request(), NOT_ON_PUBLIC_PORT);
        }
    }
}
