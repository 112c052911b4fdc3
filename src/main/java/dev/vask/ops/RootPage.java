package dev.vask.ops;

import dev.vask.http.PublicPort;
import dev.vask.http.RouteOrder;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The page at {@code /} of each port, with the paths that this node serves there. WebSockets on this path are rejected by the edge. */
@Singleton
final class RootPage {

    private static final String LINE = "%-32s%s";

    private final PublicPort port;

    RootPage(PublicPort port) {
        this.port = port;
    }

    void route(@Observes Router router) {
        route(router, publicPage());
    }

    void manage(@Observes ManagementInterface management) {
        route(management.router(), managementPage());
    }

    private String publicPage() {
        List<String> lines = new ArrayList<>();
        lines.add("This is Vask, a realtime messaging server that speaks the Pusher Channels protocol.");
        lines.add("This node has the role %s.".formatted(port.role()));
        lines.add("");
        if (port.webSockets()) {
            lines.add(LINE.formatted("Clients connect a WebSocket to", "/app/{app_key}"));
        }
        if (port.http()) {
            lines.add(LINE.formatted("Backends send signed requests", "/apps/{app_key}/..."));
        }
        if (port.admin()) {
            lines.addAll(admin());
        }
        lines.add(LINE.formatted("Health", "/q/health"));
        lines.add("");
        lines.add("The management port (default 9000) serves %s/q/health, /q/metrics and /q/openapi."
                .formatted(port.http() ? "/console, /admin/v1/apps, " : ""));
        return page(lines);
    }

    private String managementPage() {
        List<String> lines = new ArrayList<>();
        lines.add("This is the management port of Vask. Do not expose it to the Internet.");
        lines.add("This node has the role %s.".formatted(port.role()));
        lines.add("");
        if (port.http()) {
            lines.addAll(admin());
        }
        lines.add(LINE.formatted("Health of each part", "/q/health"));
        lines.add(LINE.formatted("Metrics", "/q/metrics"));
        lines.add(LINE.formatted("OpenAPI description", "/q/openapi"));
        return page(lines);
    }

    private static List<String> admin() {
        return List.of(
                LINE.formatted("Operators manage apps at", "/admin/v1/apps"), LINE.formatted("Console", "/console"));
    }

    private static String page(List<String> lines) {
        return String.join("\n", lines) + "\n";
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
