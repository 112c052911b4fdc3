package dev.vask.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.http.AdministrativePath;
import dev.vask.http.ErrorResponse;
import dev.vask.http.ManagementPort;
import dev.vask.http.RouteOrder;
import dev.vask.protocol.Json;
import io.quarkus.vertx.http.HttpServer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Serves the console at {@code /console}, to anyone who reaches the port: the page has no data, and sends the admin token that its user
 * enters with its requests to the admin API.
 */
@Singleton
final class ConsoleRoutes {

    private static final String ROOT = "/console";
    private static final String INDEX = "index.html";
    private static final String CONFIG = "config.json";

    /**
     * Scripts and styles come from this server only, and the page sends requests to it only, apart from WebSockets: the connection
     * tester connects to the public port, or to an edge.
     */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self' ws: wss:; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", CONTENT_SECURITY_POLICY,
            "X-Frame-Options", "DENY",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Vary", "Accept-Encoding");

    private static final String IMMUTABLE = "private, max-age=31536000, immutable";
    private static final String REVALIDATE = "no-cache";

    private final ConsoleFiles files;
    private final HttpServer server;

    ConsoleRoutes(ConsoleFiles files, HttpServer server) {
        this.files = files;
        this.server = server;
    }

    void route(@Observes Router router) {
        router.route(AdministrativePath.CONSOLE.routePath())
                .order(RouteOrder.PAGES.number())
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::answer);
    }

    private void answer(RoutingContext context) {
        String path = context.normalizedPath();
        HttpServerResponse response = context.response();
        response.headers().addAll(HEADERS);
        if (path.equals(ROOT)) {
            // Relative, so that it holds behind a path prefix too.
            response.setStatusCode(302)
                    .putHeader(HttpHeaders.LOCATION, "console/")
                    .end();
            return;
        }
        String name = path.substring(ROOT.length() + 1);
        if (name.equals(CONFIG)) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(config());
            return;
        }
        ConsoleFile file = files.find(name.isEmpty() ? INDEX : name);
        if (file == null) {
            ErrorResponse.NO_SUCH_ROUTE.end(context.request());
        } else {
            send(file, context.request().headers(), response);
        }
    }

    private static void send(ConsoleFile file, MultiMap request, HttpServerResponse response) {
        response.putHeader(HttpHeaders.ETAG, file.tag())
                .putHeader(HttpHeaders.CACHE_CONTROL, file.immutable() ? IMMUTABLE : REVALIDATE);
        if (request.contains(HttpHeaders.IF_NONE_MATCH, file.tag(), false)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.type());
        if (acceptsGzip(request)) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").end(Buffer.buffer(file.compressed()));
        } else {
            response.end(Buffer.buffer(file.bytes()));
        }
    }

    private static boolean acceptsGzip(MultiMap request) {
        String accepted = request.get(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null && accepted.contains("gzip");
    }

    /**
     * Where the page finds the public port. On the public port itself it needs nothing: it connects to its own address, which may be
     * that of a proxy. On the management port it gets the number of the public port.
     */
    private String config() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (ManagementPort.receivedCurrent()) {
            boolean tls = server.getSecurePort() > 0;
            json.put("public_port", tls ? server.getSecurePort() : server.getPort())
                    .put("tls", tls);
        }
        return Json.compact(json);
    }
}
