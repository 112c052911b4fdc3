package dev.vask.api;

import dev.vask.protocol.Quote;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Turns away from {@code /apps} what is no route (404), a wrong method included (4.0.7), and what says that it is too long
 * (413), before Quarkus would do so in its own words.
 */
@Singleton
final class Gate {

    private static final Pattern QUERIES = Pattern.compile("/apps/[^/]+/channels(/[^/]+(/users)?)?");
    private static final Pattern DEEDS =
            Pattern.compile("/apps/[^/]+/(events|batch_events|users/[^/]+/(events|terminate_connections))");
    private static final Map<HttpMethod, Pattern> ROUTES =
            Map.of(HttpMethod.GET, QUERIES, HttpMethod.HEAD, QUERIES, HttpMethod.POST, DEEDS);

    private static final String PATH_AS_SENT = Gate.class.getName() + ".path";

    /** Before the limit that Quarkus sets for all bodies, at -2. */
    private static final int BEFORE_LIMITS = -1_000;

    private final Bodies bodies;

    Gate(Bodies bodies) {
        this.bodies = bodies;
    }

    void install(@Observes Router router) {
        router.route("/apps/*").order(BEFORE_LIMITS).handler(this::check);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isRoute(request.method(), context.normalizedPath())) {
            turnAway(request, 404, noSuchRoute(request.method(), context.normalizedPath()));
        } else if (length(request) > Bodies.LONGEST) {
            turnAway(request, 413, String.valueOf(Bodies.tooLarge().getMessage()));
        } else if (context.normalizedPath().indexOf(';') >= 0) {
            escapeSemicolons(context);
        } else {
            context.next();
        }
    }

    /** A name may have a semicolon, but Quarkus REST takes what follows it for a matrix parameter and cuts it off. */
    private static void escapeSemicolons(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.put(PATH_AS_SENT, request.path());
        String query = request.query() == null ? "" : "?" + request.query();
        context.reroute(request.method(), request.path().replace(";", "%3B") + query);
    }

    /** The path as the sender wrote it, not decoded. */
    static String pathAsSent(RoutingContext context) {
        String path = context.get(PATH_AS_SENT);
        return path == null ? context.request().path() : path;
    }

    private static boolean isRoute(HttpMethod method, String path) {
        Pattern paths = ROUTES.get(method);
        return paths != null && paths.matcher(path).matches();
    }

    private static String noSuchRoute(HttpMethod method, String path) {
        return ("no such route: %s %s; under /apps/{app_key} there are POST events, POST batch_events, GET channels,"
                        + " GET channels/{name}, GET channels/{name}/users, POST users/{id}/events"
                        + " and POST users/{id}/terminate_connections")
                .formatted(method, Quote.of(path));
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length); // Netty has refused whatever is no number
    }

    private void turnAway(HttpServerRequest request, int status, String message) {
        Buffer body = Buffer.buffer(Answers.error(message));
        HttpServerResponse response = request.response();
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (request.version() == HttpVersion.HTTP_1_1 && Bodies.isAwaitingGoAhead(request)) {
            // The sender may now send its body or another request, and nobody could tell which.
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            response.end(body).onComplete(written -> request.connection().close());
        } else {
            bodies.discard(request);
            response.end(body);
        }
    }
}
