package dev.vask.wiring;

import dev.vask.http.AdministrativePath;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import dev.vask.http.ManagementPort;
import dev.vask.http.PublicPort;
import dev.vask.http.RouteOrder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Rejects requests to the admin API and the console on the public port, unless {@code vask.admin.public} allows them. */
@Singleton
final class AdminPortFilter {

    private final boolean served;
    private final BodyLimits bodyLimits;

    AdminPortFilter(PublicPort port, BodyLimits bodyLimits) {
        this.served = port.admin();
        this.bodyLimits = bodyLimits;
    }

    void install(@Observes Router router) {
        if (!served) {
            for (AdministrativePath path : AdministrativePath.values()) {
                ErrorResponse error = new ErrorResponse(
                        ApiErrorCode.NO_SUCH_ROUTE,
                        path.label()
                                + " is served on the management port. Set vask.admin.public to serve it on this port too.");
                router.route(path.routePath())
                        .order(RouteOrder.ADMIN_PORT.number())
                        .handler(context -> filter(context, error));
            }
        }
    }

    private void filter(RoutingContext context, ErrorResponse error) {
        if (ManagementPort.receivedCurrent()) {
            context.next();
        } else {
            bodyLimits.reject(context.request(), error);
        }
    }
}
