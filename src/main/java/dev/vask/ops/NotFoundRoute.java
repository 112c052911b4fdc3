package dev.vask.ops;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Responds to unknown paths (4.0.7). */
@Singleton
final class NotFoundRoute {

    private static final int BEFORE_QUARKUS_REST = 19_000;

    static final ErrorResponse ANSWER =
            new ErrorResponse(ApiErrorCode.NO_SUCH_ROUTE, "No such route. GET / lists the main routes.");

    void route(@Observes Router router) {
        router.route().order(BEFORE_QUARKUS_REST).handler(NotFoundRoute::answerUnlessForOperators);
    }

    /**
     * Lets only paths of the admin API reach Quarkus REST. Quarkus REST ignores parameters like {@code ;a=b} in a path, and could
     * otherwise serve a path that the earlier handlers did not recognize as one of the admin API.
     */
    private static void answerUnlessForOperators(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.equals("/admin") || path.startsWith("/admin/")) {
            context.next();
        } else {
            ANSWER.end(context.request());
        }
    }
}
