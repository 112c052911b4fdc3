package dev.vask.limits;

import dev.vask.http.ApiErrorCode;
import dev.vask.http.ErrorResponse;
import dev.vask.http.ManagementPort;
import dev.vask.http.RouteOrder;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import io.netty.channel.ChannelHandlerContext;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Starts the deadlines of a connection's requests, and rejects requests on connections above the limit with 503. Health and the
 * management port are still served. WebSockets are rejected by the edge, which completes the upgrade first (5.1.2).
 */
@Singleton
final class ConnectionFilter {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final ErrorResponse TOO_MANY = new ErrorResponse(
            ApiErrorCode.OVER_CAPACITY, "This node is at its limit of connections. Try again later.", RETRY_AFTER);
    private static final ErrorResponse NO_MEMORY = new ErrorResponse(
            ApiErrorCode.OVER_CAPACITY, "This node is short of memory. Try again later.", RETRY_AFTER);

    private final ConnectionLimiter limiter;
    private final ConnectionLookup lookup;
    private final ConnectionTimeouts timeouts;
    private final Meters meters;

    ConnectionFilter(ConnectionLimiter limiter, ConnectionLookup lookup, ConnectionTimeouts timeouts, Meters meters) {
        this.limiter = limiter;
        this.lookup = lookup;
        this.timeouts = timeouts;
        this.meters = meters;
    }

    void install(@Observes Router router) {
        router.route().order(RouteOrder.CONNECTION_LIMIT.number()).handler(this::filter);
    }

    void installOnManagementPort(@Observes ManagementInterface management) {
        management.router().route().order(RouteOrder.CONNECTION_LIMIT.number()).handler(context -> {
            startDeadlines(context.request());
            context.next();
        });
    }

    private void startDeadlines(HttpServerRequest request) {
        ChannelHandlerContext connection = lookup.find(request);
        if (connection == null) {
            timeouts.requestNotMatched();
        } else {
            ConnectionTimer.requestArrived(connection, request);
        }
    }

    private void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        startDeadlines(request);
        Bound reached = limiter.rejection(request);
        if (reached == null
                || request.headers().contains("Sec-WebSocket-Key")
                || isHealth(context.normalizedPath())
                || ManagementPort.receivedCurrent()) {
            context.next();
        } else {
            meters.rejected(reached);
            reject(request, reached == Bound.MEMORY ? NO_MEMORY : TOO_MANY);
        }
    }

    private static boolean isHealth(String path) {
        return path.startsWith("/q/health");
    }

    private static void reject(HttpServerRequest request, ErrorResponse response) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        String body = response.begin(request);
        request.response().end(body).onComplete(written -> request.connection().close());
    }
}
