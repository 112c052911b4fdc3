package dev.vask.guard;

import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** When the time of a {@link RequestDeadline} runs: from the connection to the head of the first request on it. */
@Singleton
final class Deadlines {

    private static final int BEFORE_ALL_OTHERS = -1_000_000;

    void install(@Observes Router router) {
        router.route().order(BEFORE_ALL_OTHERS).handler(Deadlines::met);
    }

    private static void met(RoutingContext context) {
        if (context.request().connection() instanceof ConnectionBase connection) {
            RequestDeadline.met(connection.channelHandlerContext().pipeline());
        }
        context.next();
    }
}
