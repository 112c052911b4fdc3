package dev.vask.wiring;

import dev.vask.edge.EdgeRole;
import dev.vask.http.AdministrativePath;
import dev.vask.http.ApiErrorCode;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RouteOrder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Rejects requests that the role of this node does not serve, and names the roles that do. */
@Singleton
final class RoleFilter {

    private final VaskConfig.Role role;
    private final BodyLimits bodyLimits;
    private final EdgeRole edge;

    RoleFilter(VaskConfig config, BodyLimits bodyLimits, EdgeRole edge) {
        this.role = config.role();
        this.edge = edge;
        this.bodyLimits = bodyLimits;
    }

    void install(@Observes Router router) {
        if (!role.servesHttp()) {
            reject(router, "/apps/*", "The HTTP API is served by nodes with the role api or all.");
            for (AdministrativePath path : AdministrativePath.values()) {
                reject(router, path.routePath(), path.label() + " is served by nodes with the role api or all.");
            }
        }
        if (role.servesWebSockets()) {
            edge.serve();
        } else {
            reject(router, "/app/*", "WebSockets are served by nodes with the role edge or all.");
        }
    }

    private void reject(Router router, String path, String who) {
        ErrorResponse error = new ErrorResponse(
                ApiErrorCode.WRONG_ROLE,
                "This node has the role %s. %s".formatted(role.name().toLowerCase(Locale.ROOT), who));
        router.route(path).order(RouteOrder.ROLE.number()).handler(context -> answer(context, error));
    }

    private void answer(RoutingContext context, ErrorResponse error) {
        if (role.servesWebSockets() && context.request().headers().contains("Sec-WebSocket-Key")) {
            context.next(); // a WebSocket on the wrong node gets a close code instead (4005)
            return;
        }
        bodyLimits.reject(context.request(), error);
    }
}
