package dev.vask.ops;

import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Answers a path that leads nowhere (4.0.7). */
@Singleton
final class NoSuchRoute {

    private static final int BEFORE_QUARKUS_REST = 19_000;

    static final ErrorAnswer ANSWER = new ErrorAnswer(ErrorCode.NO_SUCH_ROUTE, "No such route. GET / lists the main routes.");

    void route(@Observes Router router) {
        router.route().order(BEFORE_QUARKUS_REST).handler(NoSuchRoute::answerUnlessForOperators);
    }

    /**
     * Quarkus REST serves operators only, and reads paths otherwise than those before it: it ignores {@code ;a=b}. What reaches it
     * has a path that they have seen as that of the admin API.
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
