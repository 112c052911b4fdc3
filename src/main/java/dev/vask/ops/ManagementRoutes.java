package dev.vask.ops;

import dev.vask.http.AdministrativePath;
import dev.vask.http.BodyLimits;
import dev.vask.http.ErrorResponse;
import dev.vask.http.ManagementPort;
import dev.vask.http.RouteOrder;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The management port. Quarkus adds metrics and health, this class the rest: the admin API and the console, which it passes to the router of
 * the public port with all its limits, and an answer for unknown paths.
 */
@Singleton
final class ManagementRoutes {

    private static final int FIRST = 1;

    private final BodyLimits bodyLimits;

    ManagementRoutes(BodyLimits bodyLimits) {
        this.bodyLimits = bodyLimits;
    }

    void install(@Observes @Priority(FIRST) ManagementInterface management, Router main) {
        Router router = management.router();
        router.getRoutes().stream()
                .filter(ManagementRoutes::concernsEveryRequest)
                .forEach(Route::remove);
        router.route().order(RouteOrder.MANAGEMENT_ADMIN.number()).handler(context -> passOn(context, main));
        router.route()
                .order(RouteOrder.MANAGEMENT_NOT_FOUND.number())
                .handler(context -> ErrorResponse.NO_SUCH_ROUTE.end(context.request())); // the body is being discarded
    }

    /**
     * Whether Quarkus has added the route for requests on every path: it would read bodies of any client into memory before the admin token
     * is checked, allow pages of every origin to read the responses, and answer failures in another format.
     */
    private static boolean concernsEveryRequest(Route route) {
        return route.getPath() == null && !route.isRegexPath();
    }

    private void passOn(RoutingContext context, Router main) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2 && !request.isSSL()) {
            request.connection().close(); // as on the public port, there is no HTTP/2 without TLS (1.12)
        } else if (AdministrativePath.includes(context.normalizedPath())) {
            ManagementPort.mark();
            // The access log of Quarkus needs its wrapper, which only the public port adds.
            main.handle(new QuarkusRequestWrapper(request, (cookie, of) -> {}));
        } else {
            bodyLimits.discard(request);
            context.next();
        }
    }
}
