package dev.vask.apps.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Receives from Postgres which apps change, over a connection of its own ({@code LISTEN}). If the connection breaks or does not
 * respond, it is replaced. Notifications in between are lost, so each new connection is reported. Confined to its event loop.
 */
final class AppChangeListener {

    private static final Logger LOG = Logger.getLogger(AppChangeListener.class);
    private static final String NAME = "vask listens";
    private static final String LISTEN = "LISTEN vask_apps";
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Context loop;
    private final PgConnectOptions address;
    private final Runnable listening;
    private final Consumer<String> changed;
    private Future<PgConnection> attempt = Future.failedFuture("no attempt yet");
    private @Nullable PgConnection connection;
    private boolean closed;
    private boolean warned;
    private volatile boolean up;

    /**
     * Creates a listener that is not started.
     *
     * @param listening called for each new connection; earlier changes may have been missed
     * @param changed   receives the key of a changed app, empty for all apps
     */
    AppChangeListener(
            Vertx vertx, Context loop, PgConnectOptions address, Runnable listening, Consumer<String> changed) {
        this.vertx = vertx;
        this.loop = loop;
        this.address = new PgConnectOptions(address).addProperty("application_name", NAME);
        this.listening = listening;
        this.changed = changed;
    }

    /** Starts to listen, until it is closed. */
    void start() {
        loop.runOnContext(start -> {
            connect();
            vertx.setPeriodic(CHECK_INTERVAL.toMillis(), this::check);
        });
    }

    /** Whether changes are received. */
    boolean isUp() {
        return up;
    }

    /** Reconnects, because a notification may have been missed. */
    void restart() {
        loop.runOnContext(start -> {
            if (connection != null) {
                lost(connection, new IllegalStateException("cannot load a changed app"));
            }
        });
    }

    /** Stops listening. Completes when the connection is closed, also one that is being made. */
    CompletionStage<Void> close() {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(start -> {
            closed = true;
            up = false;
            attempt.compose(PgConnection::close).otherwiseEmpty().onComplete(done);
        });
        return done.future().toCompletionStage();
    }

    private void connect() {
        if (closed) {
            return;
        }
        Future<PgConnection> opening = PgConnection.connect(vertx, address);
        attempt = opening;
        opening.compose(this::listen)
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(this::connected)
                .onFailure(failure -> {
                    opening.onSuccess(PgConnection::close);
                    warn(failure);
                    retry();
                });
    }

    private Future<PgConnection> listen(PgConnection opened) {
        opened.notificationHandler(notification -> changed.accept(notification.getPayload()));
        opened.exceptionHandler(failure -> LOG.debugf(failure, "The connection that listens for app changes failed"));
        opened.closeHandler(end -> lost(opened, new IllegalStateException("the connection was closed")));
        return opened.query(LISTEN).execute().map(opened);
    }

    private void connected(PgConnection opened) {
        connection = opened;
        up = true;
        if (warned) {
            warned = false;
            LOG.info("The app database is reachable again");
        }
        listening.run();
    }

    private void lost(PgConnection old, Throwable reason) {
        if (old != connection) {
            return;
        }
        connection = null;
        up = false;
        old.close();
        LOG.debugf(reason, "Lost the connection that listens for app changes");
        retry();
    }

    private void retry() {
        if (!closed) {
            vertx.setTimer(RETRY_DELAY.toMillis(), timer -> connect());
        }
    }

    /** Logs a warning once until the database is reachable again. A connection that can be replaced at once is not logged. */
    private void warn(Throwable reason) {
        if (!closed && !warned) {
            warned = true;
            LOG.warnf("The app database is unreachable; cached apps keep working: %s", reason.getMessage());
        }
    }

    private void check(long timer) {
        if (closed) {
            vertx.cancelTimer(timer);
            return;
        }
        PgConnection asked = connection;
        if (asked != null) {
            asked.query("SELECT 1")
                    .execute()
                    .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(failure -> lost(asked, failure));
        }
    }
}
