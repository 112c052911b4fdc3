package dev.vask.ops;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers what nobody else does: a path that leads nowhere, or a method that its path does not have (4.0.7). */
@Singleton
final class NoSuchRoute {

    private static final String ERROR = "{\"error\":\"no such route; GET / names those there are\"}";

    void route(@Observes Router router) {
        router.route().last().handler(NoSuchRoute::answer);
    }

    private static void answer(RoutingContext context) {
        context.response()
                .setStatusCode(404)
                .putHeader("Content-Type", MediaType.APPLICATION_JSON)
                .end(ERROR);
    }

    @ServerExceptionMapper(NotAllowedException.class)
    public Response wrongMethod() {
        return Response.status(404)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ERROR)
                .build();
    }
}
