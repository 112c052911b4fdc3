package dev.vask.ops;

import dev.vask.http.AdministrativePath;
import dev.vask.http.ErrorResponse;
import dev.vask.http.RouteOrder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Responds to unknown paths (4.0.7). */
@Singleton
final class NotFoundRoute {

    void route(@Observes Router router) {
        router.route().order(RouteOrder.NOT_FOUND.number()).handler(NotFoundRoute::answerUnlessResource);
    }

    /**
     * Lets only the paths of resources reach Quarkus REST. Quarkus REST ignores parameters like {@code ;a=b} in a path, and could
     * otherwise serve a path that the earlier handlers did not recognize as one of the admin API.
     */
    private static void answerUnlessResource(RoutingContext context) {
        String path = context.normalizedPath();
        if (isBelow("/apps", path) || AdministrativePath.ADMIN_API.contains(path)) {
            context.next();
        } else {
            ErrorResponse.NO_SUCH_ROUTE.end(context.request());
        }
    }

    private static boolean isBelow(String prefix, String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
