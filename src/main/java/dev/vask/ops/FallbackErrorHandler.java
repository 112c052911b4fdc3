package dev.vask.ops;

import dev.vask.http.RequestId;
import dev.vask.http.RouteOrder;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Responds to failures outside of Quarkus REST, and to requests that Vert.x rejects, in the format of Vask's error responses. */
@Singleton
final class FallbackErrorHandler {

    void install(@Observes Router router) {
        router.route().order(RouteOrder.FAILURE.number()).failureHandler(FallbackErrorHandler::failed);
    }

    void manage(@Observes ManagementInterface management) {
        install(management.router());
    }

    private static void failed(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        Throwable failure = context.failure();
        if (response.headWritten()) {
            response.reset();
        } else if (failure == null || context.statusCode() != 500) {
            ErrorMapper.ofStatus(context.statusCode()).end(request);
        } else {
            ErrorMapper.map(failure, RequestId.of(request)).end(request);
        }
    }
}
