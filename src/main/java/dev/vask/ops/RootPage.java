package dev.vask.ops;

import dev.vask.http.RouteOrder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The page at {@code /}. WebSockets on this path are rejected by the edge. */
@Singleton
final class RootPage {

    private static final String TEXT = """
            This is Vask, a realtime messaging server that speaks the Pusher Channels protocol.

            Clients connect a WebSocket to  /app/{app_key}
            Backends send signed requests   /apps/{app_key}/...
            Operators manage apps at        /admin/v1/apps
            OpenAPI description             /q/openapi
            Health, metrics                 /q/health, /q/metrics
            """;

    void route(@Observes Router router) {
        router.route("/")
                .order(RouteOrder.PAGES.number())
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(RootPage::answer);
    }

    private static void answer(RoutingContext context) {
        if (context.request().headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            context.next();
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(TEXT);
    }
}
