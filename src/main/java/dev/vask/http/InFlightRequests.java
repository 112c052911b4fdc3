package dev.vask.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Waits at shutdown until open requests are answered, before the HTTP server stops. WebSockets do not count: the edge closes them,
 * and the graceful shutdown of Quarkus would wait for them indefinitely.
 */
@Singleton
final class InFlightRequests {

    private static final Logger LOG = Logger.getLogger(InFlightRequests.class);
    private static final int AFTER_THE_SOCKETS = 50;
    private static final long TIMEOUT_SECONDS = 5;

    private final Phaser requests = new Phaser(1);

    void install(@Observes Router router) {
        router.route().order(RouteOrder.IN_FLIGHT.number()).handler(this::count);
    }

    private void count(RoutingContext context) {
        if (!context.request().headers().contains(HttpHeaders.UPGRADE)) {
            requests.register();
            context.addEndHandler(ended -> requests.arriveAndDeregister());
        }
        context.next();
    }

    /** Runs on the shutdown thread, before anything is closed, and blocks. */
    void stop(@Observes @Priority(AFTER_THE_SOCKETS) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        try {
            requests.awaitAdvanceInterruptibly(requests.arriveAndDeregister(), TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warnf("%d requests were not completed within %d s", requests.getUnarrivedParties(), TIMEOUT_SECONDS);
        }
    }
}
