package dev.vask.ops;

import dev.vask.http.RouteOrder;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The page at {@code /} of each port. WebSockets on this path are rejected by the edge. */
@Singleton
final class RootPage {

    private static final String PUBLIC = """
            This is Vask, a realtime messaging server that speaks the Pusher Channels protocol.

            Clients connect a WebSocket to  /app/{app_key}
            Backends send signed requests   /apps/{app_key}/...
            Health                          /q/health

            The management port (default 9000) serves /console, /admin/v1/apps, /q/health, /q/metrics
            and /q/openapi.
            """;

    private static final String MANAGEMENT = """
            This is the management port of Vask. Do not expose it to the Internet.

            Console                         /console
            Operators manage apps at        /admin/v1/apps
            Health of each part             /q/health
            Metrics                         /q/metrics
            OpenAPI description             /q/openapi
            """;

    void route(@Observes Router router) {
        route(router, PUBLIC);
    }

    void manage(@Observes ManagementInterface management) {
        route(management.router(), MANAGEMENT);
    }

    private static void route(Router router, String text) {
        router.route("/")
                .order(RouteOrder.PAGES.number())
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> answer(context, text));
    }

    private static void answer(RoutingContext context, String text) {
        if (context.request().headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            context.next();
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(text);
    }
}
