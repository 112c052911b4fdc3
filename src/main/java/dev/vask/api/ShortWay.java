package dev.vask.api;

import dev.vask.apps.App;
import dev.vask.http.ErrorAnswer;
import dev.vask.http.InFlight;
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
 * Spares a backend's events the way through Quarkus and the router, from the second request of a connection on: the first came that
 * way, and found out that there is a backend at the other end. What else comes on such a connection goes the long way, as does all
 * that comes by HTTP/2.
 */
@Singleton
final class ShortWay {

    private final InFlight inFlight;
    private final boolean passable;

    ShortWay(InFlight inFlight, VertxHttpConfig settings) {
        this.inFlight = inFlight;
        this.passable = !concernEveryRequest(settings);
    }

    /** What an operator may ask of Quarkus, which does it on the long way. */
    private static boolean concernEveryRequest(VertxHttpConfig settings) {
        return settings.accessLog().enabled()
                || settings.cors().enabled()
                || settings.proxy().proxyAddressForwarding()
                || settings.recordRequestStartTime()
                || !settings.header().isEmpty()
                || !settings.filter().isEmpty();
    }

    /**
     * Has the requests that follow one on its connection go straight to where it went.
     *
     * @param lead answers a request that takes a route
     */
    void open(HttpServerRequest first, BiConsumer<HttpServerRequest, Route.Taken> lead) {
        if (passable && first.connection() instanceof Http1xServerConnection connection) {
            connection.handler(new Backend(lead, first.getHeader(HttpHeaders.HOST)));
        }
    }

    /** The client of one connection. */
    private final class Backend implements Handler<HttpServerRequest> {

        private final Handler<HttpServerRequest> longWay = VertxHttpRecorder.getRootHandler();
        private final BiConsumer<HttpServerRequest, Route.Taken> lead;
        private final @Nullable String host;
        private String lastPath = "";
        private Route.@Nullable Taken lastTaken;

        Backend(BiConsumer<HttpServerRequest, Route.Taken> lead, @Nullable String host) {
            this.lead = lead;
            this.host = host;
        }

        @Override
        public void handle(HttpServerRequest request) {
            Route.Taken taken = isPlain(request) ? straight(request.path()) : null;
            if (taken == null) {
                longWay.handle(request);
            } else {
                go(request, taken);
            }
        }

        /** Whether the long way has nothing to say of it: it looks at the host, and at what would open a WebSocket. */
        private boolean isPlain(HttpServerRequest request) {
            return request.method().equals(HttpMethod.POST)
                    && host != null
                    && host.equals(request.getHeader(HttpHeaders.HOST))
                    && !request.headers().contains("Sec-WebSocket-Key");
        }

        /** The route to publish by, if a path says what it means; most often the path is that of the request before. */
        private Route.@Nullable Taken straight(String path) {
            if (!path.equals(lastPath)) {
                Route.Taken taken = Route.of(HttpMethod.POST, path);
                boolean plain = taken != null && taken.name().isEmpty() && App.isKey(taken.key()); // else there may be escapes
                lastTaken = plain ? taken : null;
                lastPath = path;
            }
            return lastTaken;
        }

        private void go(HttpServerRequest request, Route.Taken taken) {
            inFlight.count(request.response());
            try {
                lead.accept(request, taken);
            } catch (RuntimeException e) { // nobody else would answer
                ErrorAnswer.broken(e, RequestId.of(request)).end(request);
            }
        }
    }
}
