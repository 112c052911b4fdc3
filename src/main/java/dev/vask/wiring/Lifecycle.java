package dev.vask.wiring;

import dev.vask.live.LiveState;
import dev.vask.traces.Traces;
import dev.vask.webhooks.WebhookDeliverer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Joins the cluster at startup, and leaves it after the connections are closed. */
@Singleton
class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final int AFTER_THE_SOCKETS = 100;
    private static final int WHEN_ALL_ELSE_IS_READY = 10_000;
    private static final long TIMEOUT_SECONDS = 2;

    private final LiveState live;
    private final WebhookDeliverer deliverer;
    private final VaskConfig config;
    private final Traces traces;
    private CompletableFuture<Void> joined = CompletableFuture.completedFuture(null);

    Lifecycle(LiveState live, WebhookDeliverer deliverer, VaskConfig config, Traces traces) {
        this.live = live;
        this.deliverer = deliverer;
        this.config = config;
        this.traces = traces;
    }

    void start(@Observes StartupEvent event) {
        if (config.role().servesHttp()) {
            deliverer.start();
        }
        joined = live.start().toCompletableFuture();
    }

    /** Waits until Redis is connected, for a limited time, so that the first clients are not rejected. */
    void await(@Observes @Priority(WHEN_ALL_ELSE_IS_READY) StartupEvent event) {
        joined.completeOnTimeout(null, TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Runs on the shutdown thread, and blocks until the node has left. */
    void stop(@Observes @Priority(AFTER_THE_SOCKETS) ShutdownEvent event)
            throws InterruptedException, ExecutionException {
        try {
            deliverer.stop().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.debug("Some webhooks are still being sent; another node will send them again");
        }
        try {
            live.stop().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "Could not deregister from Redis; other nodes will release this node's state when its lease expires");
        }
        try {
            traces.close().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.debug("The collector did not accept the last traces in time");
        }
    }
}
