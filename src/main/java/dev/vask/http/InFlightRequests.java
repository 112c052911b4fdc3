package dev.vask.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Counts open requests, so that the shutdown can wait until they are answered. WebSockets do not count: the edge closes them, and the
 * graceful shutdown of Quarkus would wait for them indefinitely.
 *
 * <p>The responses of a stopping node close their connections, so that clients and proxies do not reuse them.
 */
@Singleton
public final class InFlightRequests {

    private static final Logger LOG = Logger.getLogger(InFlightRequests.class);
    private static final long TIMEOUT_SECONDS = 5;

    private final Phaser requests = new Phaser(1);
    private final ShutdownState shutdown;

    InFlightRequests(ShutdownState shutdown) {
        this.shutdown = shutdown;
    }

    void install(@Observes Router router) {
        router.route().order(RouteOrder.IN_FLIGHT.number()).handler(this::count);
    }

    private void count(RoutingContext context) {
        if (!context.request().headers().contains(HttpHeaders.UPGRADE)) {
            requests.register();
            context.addEndHandler(ended -> requests.arriveAndDeregister());
            if (context.request().version() != HttpVersion.HTTP_2) { // which has no such header
                closeIfStopping(context.response());
            }
        }
        context.next();
    }

    private void closeIfStopping(HttpServerResponse response) {
        if (shutdown.isStopping()) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Blocks until the open requests are answered, for a limited time. */
    public void awaitEnd() throws InterruptedException {
        try {
            requests.awaitAdvanceInterruptibly(requests.arriveAndDeregister(), TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warnf("%d requests were not completed within %d s", requests.getUnarrivedParties(), TIMEOUT_SECONDS);
        }
    }
}
