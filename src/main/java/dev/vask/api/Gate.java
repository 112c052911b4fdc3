package dev.vask.api;

import dev.vask.guard.Guard;
import dev.vask.http.ErrorAnswer;
import dev.vask.http.ErrorCode;
import dev.vask.http.Unread;
import dev.vask.protocol.Quote;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
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

    private final Unread unread;
    private final Guard guard;

    Gate(Unread unread, Guard guard) {
        this.unread = unread;
        this.guard = guard;
    }

    void install(@Observes Router router) {
        router.route("/apps/*").order(Unread.BEFORE_LIMITS).handler(this::check);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isRoute(request.method(), context.normalizedPath())) {
            unread.turnAway(context, new ErrorAnswer(
                    ErrorCode.NO_SUCH_ROUTE, noSuchRoute(request.method(), context.normalizedPath())));
        } else if (Unread.isTooLong(request)) {
            unread.turnAway(context, Unread.TOO_LONG);
        } else if (guard.visitor(request).mayNotSign() instanceof Duration wait) {
            unread.turnAway(context, new ErrorAnswer(
                    ErrorCode.TOO_MANY_FAILURES, "too many signatures from this address were wrong lately", wait));
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
}
