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
 * Receives from Postgres which apps change, over a separate connection ({@code LISTEN}). If that breaks or falls
 * silent, another is made, over and over; what happened meanwhile is not heard, and so it says when it hears again. Confined to
 * its loop.
 */
final class AppChangeListener {

    private static final Logger LOG = Logger.getLogger(AppChangeListener.class);
    private static final String NAME = "vask listens";
    private static final String LISTEN = "LISTEN vask_apps";
    private static final Duration UNTIL_THE_NEXT_ATTEMPT = Duration.ofMillis(500);
    private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Context loop;
    private final PgConnectOptions address;
    private final Runnable hearing;
    private final Consumer<String> changed;
    private Future<PgConnection> attempt = Future.failedFuture("no attempt yet");
    private @Nullable PgConnection connection;
    private boolean closed;
    private boolean complained;
    private volatile boolean up;

    /**
     * A feed that is not started.
     *
     * @param hearing told each time that changes are heard from now on, while earlier ones may have been missed
     * @param changed told the key of an app that has changed, empty for all
     */
    AppChangeListener(Vertx vertx, Context loop, PgConnectOptions address, Runnable hearing, Consumer<String> changed) {
        this.vertx = vertx;
        this.loop = loop;
        this.address = new PgConnectOptions(address).addProperty("application_name", NAME);
        this.hearing = hearing;
        this.changed = changed;
    }

    /** Begins to listen, and goes on until it is closed. */
    void start() {
        loop.runOnContext(start -> {
            connect();
            vertx.setPeriodic(BETWEEN_SIGNS_OF_LIFE.toMillis(), this::askForASignOfLife);
        });
    }

    /** Whether changes are heard now. */
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

    /** Listens no more; done when no connection is left, nor one that is being made. */
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
                .onSuccess(this::found)
                .onFailure(failure -> {
                    opening.onSuccess(PgConnection::close);
                    complain(failure);
                    tryAgain();
                });
    }

    private Future<PgConnection> listen(PgConnection opened) {
        opened.notificationHandler(notification -> changed.accept(notification.getPayload()));
        opened.exceptionHandler(failure -> LOG.debugf(failure, "The connection that listens for app changes failed"));
        opened.closeHandler(end -> lost(opened, new IllegalStateException("the connection was closed")));
        return opened.query(LISTEN).execute().map(opened);
    }

    private void found(PgConnection opened) {
        connection = opened;
        up = true;
        if (complained) {
            complained = false;
            LOG.info("The app database is reachable again");
        }
        hearing.run();
    }

    private void lost(PgConnection old, Throwable reason) {
        if (old != connection) {
            return;
        }
        connection = null;
        up = false;
        old.close();
        LOG.debugf(reason, "Lost the connection that listens for app changes");
        tryAgain();
    }

    private void tryAgain() {
        if (!closed) {
            vertx.setTimer(UNTIL_THE_NEXT_ATTEMPT.toMillis(), timer -> connect());
        }
    }

    /** Once, until it is back; a connection that was lost and can be made again at once is nothing to complain of. */
    private void complain(Throwable reason) {
        if (!closed && !complained) {
            complained = true;
            LOG.warnf("The app database is unreachable; cached apps keep working: %s", reason.getMessage());
        }
    }

    private void askForASignOfLife(long timer) {
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
