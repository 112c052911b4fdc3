package dev.vask.wiring;

import dev.vask.apps.postgres.Database;
import dev.vask.edge.ConnectionDrain;
import dev.vask.feed.Feed;
import dev.vask.http.InFlightRequests;
import dev.vask.http.ShutdownState;
import dev.vask.live.LiveState;
import dev.vask.traces.Traces;
import dev.vask.webhooks.WebhookDeliverer;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The end of a node, step by step. Quarkus closes the ports between the two parts. */
@Singleton
final class Shutdown {

    private static final Logger LOG = Logger.getLogger(Shutdown.class);
    private static final int FIRST = 1;
    private static final long TIMEOUT_SECONDS = 2;

    private final ShutdownDelay delay;
    private final ShutdownState state;
    private final ConnectionDrain connections;
    private final Feed feed;
    private final InFlightRequests requests;
    private final WebhookDeliverer webhooks;
    private final LiveState live;
    private final Traces traces;
    private final Database database;

    Shutdown(
            ShutdownDelay delay,
            ShutdownState state,
            ConnectionDrain connections,
            Feed feed,
            InFlightRequests requests,
            WebhookDeliverer webhooks,
            LiveState live,
            Traces traces,
            Database database) {
        this.delay = delay;
        this.state = state;
        this.connections = connections;
        this.feed = feed;
        this.requests = requests;
        this.webhooks = webhooks;
        this.live = live;
        this.traces = traces;
        this.database = database;
    }

    /** Runs on the shutdown thread, and blocks. */
    void whileServing(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException, ExecutionException {
        becomeUnready();
        keepServing();
        drainConnections();
        endFeeds();
        finishRequests();
    }

    /** Runs on the shutdown thread, and blocks. */
    void afterPortsClosed(@Observes @Priority(FIRST) ShutdownEvent event)
            throws InterruptedException, ExecutionException {
        stopWebhooks();
        leaveCluster();
        exportTraces();
        closeDatabase();
    }

    /** Load balancers and platforms see from now on that the node is not ready. */
    private void becomeUnready() {
        state.begin();
    }

    /** Serves as before, until load balancers have noticed. */
    private void keepServing() throws InterruptedException {
        Thread.sleep(delay.duration());
    }

    private void drainConnections() throws InterruptedException, ExecutionException {
        connections.run();
    }

    /** Ends the streams of operators, which would otherwise be requests that do not end. */
    private void endFeeds() {
        feed.stop();
    }

    private void finishRequests() throws InterruptedException {
        requests.awaitEnd();
    }

    private void stopWebhooks() throws InterruptedException, ExecutionException {
        if (!ends(webhooks.stop())) {
            LOG.debug("Some webhooks are still being sent; another node will send them again");
        }
    }

    private void leaveCluster() throws InterruptedException, ExecutionException {
        if (!ends(live.stop())) {
            LOG.warn(
                    "Could not deregister from Redis; other nodes will release this node's state when its lease expires");
        }
    }

    private void exportTraces() throws InterruptedException, ExecutionException {
        if (!ends(traces.close())) {
            LOG.debug("The collector did not accept the last traces in time");
        }
    }

    private void closeDatabase() throws InterruptedException {
        database.close();
    }

    /** Waits for a limited time. */
    private static boolean ends(CompletionStage<?> stage) throws InterruptedException, ExecutionException {
        try {
            stage.toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
