package dev.vask.wiring;

import dev.vask.apps.AppChange;
import dev.vask.apps.postgres.Database;
import dev.vask.feed.Feed;
import dev.vask.feed.NodeBus;
import dev.vask.feed.NodeQueries;
import dev.vask.live.LiveState;
import dev.vask.live.redis.RedisStartCheck;
import dev.vask.meters.TrafficHistory;
import dev.vask.traces.Traces;
import dev.vask.webhooks.WebhookDeliverer;
import dev.vask.webhooks.WebhooksConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The start of a node, step by step. After the last step, Quarkus opens the ports. */
@Singleton
final class Startup {

    private static final int FIRST = 1;
    private static final long JOIN_TIMEOUT_SECONDS = 2;
    private static final long TRAFFIC_TICK_MILLIS = 1_000;

    /** Time after which a function loads an app again. */
    private static final Duration MAX_APP_AGE = Duration.ofSeconds(2);

    private final VaskConfig config;
    private final StandaloneApp app;
    private final CredentialCheck credentials;
    private final ShutdownDelay delay;
    private final PortCheck ports;
    private final RedisCheck redis;
    private final Database database;
    private final WebhooksConfig webhookSettings;
    private final Event<AppChange> changes;
    private final Instance<LiveState> live;
    private final Instance<WebhookDeliverer> webhooks;
    private final NodeBus bus;
    private final NodeQueries queries;
    private final Feed feed;
    private final TrafficHistory traffic;
    private final Vertx vertx;

    Startup(
            VaskConfig config,
            StandaloneApp app,
            CredentialCheck credentials,
            ShutdownDelay delay,
            Traces traces, // whose settings are checked first
            PortCheck ports,
            RedisCheck redis,
            Database database,
            WebhooksConfig webhookSettings,
            Event<AppChange> changes,
            Instance<LiveState> live, // whose settings the first steps check
            Instance<WebhookDeliverer> webhooks,
            NodeBus bus,
            NodeQueries queries,
            Feed feed,
            TrafficHistory traffic,
            Vertx vertx) {
        this.config = config;
        this.app = app;
        this.credentials = credentials;
        this.delay = delay;
        this.ports = ports;
        this.redis = redis;
        this.database = database;
        this.webhookSettings = webhookSettings;
        this.changes = changes;
        this.live = live;
        this.webhooks = webhooks;
        this.bus = bus;
        this.queries = queries;
        this.feed = feed;
        this.traffic = traffic;
        this.vertx = vertx;
    }

    /**
     * Runs on the main thread, and blocks.
     *
     * @throws ConfigurationException if a step fails for a reason that the operator can correct; the message is one line. The process
     *                                ends with status 1.
     */
    void run(@Observes @Priority(FIRST) StartupEvent event) {
        checkSettings();
        checkPorts();
        if (!config.role().runsBetweenRequests()) {
            openStoresOfFunction();
        } else if (config.mode() == VaskConfig.Mode.CLUSTER) {
            checkRedis();
            openDatabase();
        }
        createApp();
        deliverWebhooks();
        serveOperators();
        joinCluster();
    }

    private void checkSettings() {
        if (!config.role().runsBetweenRequests() && config.mode() == VaskConfig.Mode.STANDALONE) {
            throw new ConfigurationException(
                    "Invalid value for vask.role: a function keeps nothing between requests and needs vask.mode=cluster. Set VASK_MODE to cluster, or VASK_ROLE to all.");
        }
        app.check();
        credentials.run();
        delay.check();
    }

    private void checkPorts() {
        ports.run();
    }

    /** Comes before the database, in which nothing may change if the node cannot start. */
    private void checkRedis() {
        redis.run();
    }

    /** Migrates the schema, encrypts what is stored in plain text, and listens for changes of apps. */
    private void openDatabase() {
        database.open(changes::fire);
    }

    /**
     * A function starts often, and at the same time as others: it checks settings only, and leaves the schema and the state of the stores
     * to nodes and to {@code vask migrate}.
     */
    private void openStoresOfFunction() {
        redis.checkSettings();
        RedisStartCheck.loadScripts(); // not on an event loop
        database.openWithoutListening(changes::fire, MAX_APP_AGE);
    }

    private void createApp() {
        app.create();
    }

    /** Starts to deliver webhooks, as soon as there are any. All nodes share this work, whatever they serve. */
    private void deliverWebhooks() {
        if (config.role().runsBetweenRequests() && webhookSettings.deliver()) {
            webhooks.get().start();
        }
    }

    /** Starts what operators watch: the live feed, questions to all nodes, and the history of the traffic. Not in functions. */
    private void serveOperators() {
        if (!config.role().runsBetweenRequests()) {
            return;
        }
        bus.start(live.get().nodeMessages());
        queries.start();
        feed.start();
        live.get().onChannelChange(feed);
        vertx.setPeriodic(TRAFFIC_TICK_MILLIS, timer -> traffic.tick());
    }

    /**
     * Connects to Redis and registers the node; standalone, starts the timers of the live state. Waits for a limited time, so that the
     * first clients are not rejected.
     */
    private void joinCluster() {
        live.get()
                .start()
                .toCompletableFuture()
                .completeOnTimeout(null, JOIN_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
