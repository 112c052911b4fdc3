package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.http.ErrorResponse;
import dev.vask.http.InFlightRequests;
import dev.vask.http.RequestId;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import jakarta.inject.Singleton;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Handles publish requests without Quarkus and the router, from the second request of a connection on. The first request has shown
 * that the client is a backend. Other requests of the connection, and all requests over HTTP/2, take the regular path.
 */
@Singleton
final class KeepAliveDispatch {

    private final InFlightRequests inFlight;
    private final boolean passable;

    KeepAliveDispatch(InFlightRequests inFlight, VertxHttpConfig settings) {
        this.inFlight = inFlight;
        this.passable = !concernEveryRequest(settings);
    }

    /** Whether Quarkus has settings that apply to every request, which only the regular path applies. */
    private static boolean concernEveryRequest(VertxHttpConfig settings) {
        return settings.accessLog().enabled()
                || settings.cors().enabled()
                || settings.proxy().proxyAddressForwarding()
                || settings.recordRequestStartTime()
                || !settings.header().isEmpty()
                || !settings.filter().isEmpty();
    }

    /**
     * Lets the further requests of a connection bypass the router.
     *
     * @param dispatch handles a request that matches a route
     */
    void open(HttpServerRequest first, BiConsumer<HttpServerRequest, ApiRoute.Match> dispatch) {
        if (passable && first.connection() instanceof Http1xServerConnection connection) {
            connection.handler(new Backend(dispatch, first.getHeader(HttpHeaders.HOST)));
        }
    }

    /** The client of one connection. */
    private final class Backend implements Handler<HttpServerRequest> {

        private final Handler<HttpServerRequest> longWay = VertxHttpRecorder.getRootHandler();
        private final BiConsumer<HttpServerRequest, ApiRoute.Match> dispatch;
        private final @Nullable String host;
        private String lastPath = "";
        private ApiRoute.@Nullable Match lastMatch;

        Backend(BiConsumer<HttpServerRequest, ApiRoute.Match> dispatch, @Nullable String host) {
            this.dispatch = dispatch;
            this.host = host;
        }

        @Override
        public void handle(HttpServerRequest request) {
            ApiRoute.Match match = isPlain(request) ? straight(request.path()) : null;
            if (match == null) {
                longWay.handle(request);
            } else {
                go(request, match);
            }
        }

        /** Whether the regular path would handle the request in the same way: it has a valid host and asks for no upgrade. */
        private boolean isPlain(HttpServerRequest request) {
            return request.method().equals(HttpMethod.POST)
                    && host != null
                    && host.equals(request.getHeader(HttpHeaders.HOST))
                    && !request.headers().contains("Sec-WebSocket-Key");
        }

        /**
         * Finds the publish route of a path without percent-escapes, or null. Usually the path is that of the
         * previous request.
         */
        private ApiRoute.@Nullable Match straight(String path) {
            if (!path.equals(lastPath)) {
                ApiRoute.Match match = ApiRoute.of(HttpMethod.POST, path);
                boolean plain = match != null
                        && match.name().isEmpty()
                        && App.isKey(match.key()); // otherwise the path may have escapes
                lastMatch = plain ? match : null;
                lastPath = path;
            }
            return lastMatch;
        }

        private void go(HttpServerRequest request, ApiRoute.Match match) {
            inFlight.count(request.response());
            try {
                dispatch.accept(request, match);
            } catch (RuntimeException e) { // no other code would respond
                ErrorResponse.broken(e, RequestId.of(request)).end(request);
            }
        }
    }
}
