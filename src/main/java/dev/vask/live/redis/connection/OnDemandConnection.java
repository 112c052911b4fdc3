package dev.vask.live.redis.connection;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis for a process that may be frozen at any time and for any time. It is opened when a command needs it, and has no
 * timers. If nothing was received over it for {@link #FRESH}, it is checked before the command is sent, and replaced if it does not
 * respond: nothing was sent over the old one, so that the command runs once, and its caller notices no failure. A command that was sent
 * and has no response in time fails; its outcome is unknown. Thread-safe.
 */
public final class OnDemandConnection implements RedisCommands {

    private static final Logger LOG = Logger.getLogger(OnDemandConnection.class);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration CHECK_TIMEOUT = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String CONNECTION_CLOSED = "CONNECTION_CLOSED"; // an error of Vert.x, not of Redis

    private final Redis redis;
    private final Context context;
    private final Function<RedisServer, Future<Void>> preparation;
    private final LongConsumer roundTrips;
    private volatile @Nullable Opened current;
    private volatile @Nullable Opened preparing;
    private volatile boolean failed;
    private volatile boolean stopped;
    private @Nullable Future<Opened> pending;

    /** An open connection, and when something was received over it. */
    private static final class Opened {

        final RedisConnection connection;
        private volatile long receivedNanos;
        private volatile long receivedMillis;

        Opened(RedisConnection connection) {
            this.connection = connection;
            received();
        }

        void received() {
            receivedNanos = System.nanoTime();
            receivedMillis = System.currentTimeMillis();
        }

        /** The monotonic clock may stop while the process is frozen, and the other one may be set: both must agree. */
        boolean isFresh() {
            return System.nanoTime() - receivedNanos < FRESH.toNanos()
                    && Math.abs(System.currentTimeMillis() - receivedMillis) < FRESH.toMillis();
        }
    }

    /**
     * A connection that is not open.
     *
     * @param preparation runs after each connection was opened, and before it is used; it may {@link #run} scripts
     * @param roundTrips  receives the duration of each command in nanoseconds
     */
    public OnDemandConnection(
            Redis redis, Vertx vertx, Function<RedisServer, Future<Void>> preparation, LongConsumer roundTrips) {
        this.redis = redis;
        this.context = vertx.getOrCreateContext();
        this.preparation = preparation;
        this.roundTrips = roundTrips;
    }

    /** Opens the connection, if that is possible now. Never fails. */
    public Future<Void> open() {
        return usable().<Void>mapEmpty().otherwiseEmpty();
    }

    /** Closes the connection; further commands fail. */
    public void stop() {
        stopped = true;
        reconnect("this process is stopping");
    }

    /**
     * Whether the last connection could be opened, or none was needed yet. If it could not, it is opened now: probes may be the only requests
     * to a process that is not ready.
     */
    @Override
    public boolean isReady() {
        if (failed && !stopped) {
            refresh();
        }
        return !failed && !stopped;
    }

    @Override
    public Future<Response> call(Script script, Consumer<Request> arguments) {
        return usable().compose(opened -> ScriptCall.run(request -> send(opened, request), script, arguments));
    }

    @Override
    public Future<Response> run(Script script, Consumer<Request> arguments) {
        Opened now = preparing;
        return now == null ? call(script, arguments) : ScriptCall.run(request -> send(now, request), script, arguments);
    }

    @Override
    public Future<Response> send(Request request) {
        Opened now = preparing;
        return now == null ? usable().compose(opened -> send(opened, request)) : send(now, request);
    }

    private Future<Response> send(Opened opened, Request request) {
        long sentAt = System.nanoTime();
        return opened.connection
                .send(request)
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(response -> {
                    roundTrips.accept(System.nanoTime() - sentAt);
                    if (response.succeeded() || isError(response.cause())) {
                        opened.received();
                    } else {
                        lost(opened, reason(response.cause()));
                    }
                });
    }

    /** Whether Redis itself responded with an error. */
    private static boolean isError(Throwable failure) {
        return failure instanceof ErrorType error && !error.is(CONNECTION_CLOSED);
    }

    private static String reason(Throwable failure) {
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }

    @Override
    public void reconnect(String reason) {
        Opened now = current;
        if (now != null) {
            lost(now, reason);
        }
    }

    private void lost(Opened opened, String reason) {
        if (current == opened) {
            current = null;
            LOG.debugf("Lost the connection to Redis: %s", reason);
        }
        close(opened.connection);
    }

    private static void close(RedisConnection connection) {
        connection.endHandler(null);
        connection.exceptionHandler(null);
        connection.close();
    }

    /** The connection to use: the current one if it is known to work, else one that is checked or opened now. */
    private Future<Opened> usable() {
        Opened now = current;
        return now != null && now.isFresh() ? Future.succeededFuture(now) : onCallersContext(refresh());
    }

    private synchronized Future<Opened> refresh() {
        if (pending != null) {
            return pending;
        }
        Promise<Opened> refreshed = Promise.promise();
        pending = refreshed.future();
        context.runOnContext(start -> checked().recover(unusable -> connect()).onComplete(result -> {
            failed = result.failed();
            if (result.failed()) {
                LOG.warnf("Cannot use Redis: %s", reason(result.cause()));
            }
            synchronized (this) {
                pending = null;
            }
            refreshed.handle(result);
        }));
        return refreshed.future();
    }

    /** The current connection if it responds. */
    private Future<Opened> checked() {
        Opened now = current;
        if (now == null) {
            return Future.failedFuture("not connected to Redis");
        }
        return now.connection
                .send(Request.cmd(Command.PING))
                .timeout(CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .map(pong -> {
                    now.received();
                    return now;
                })
                .onFailure(failure -> lost(now, reason(failure)));
    }

    private Future<Opened> connect() {
        if (stopped) {
            return Future.failedFuture("not connected to Redis");
        }
        Future<RedisConnection> opening = redis.connect();
        return opening.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> opening.onSuccess(OnDemandConnection::close))
                .map(Opened::new)
                .compose(opened -> prepare(opened)
                        .timeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(failure -> close(opened.connection)));
    }

    private Future<Opened> prepare(Opened opened) {
        opened.connection.endHandler(ended -> lost(opened, "the connection ended"));
        opened.connection.exceptionHandler(failure -> lost(opened, reason(failure)));
        Future<Response> client = send(opened, Request.cmd(Command.CLIENT).arg("INFO"));
        Future<Response> server = send(opened, Request.cmd(Command.INFO).arg("server"));
        return client.compose(info -> dedicate(opened, info.toString()))
                .compose(dedicated -> server)
                .compose(info -> {
                    preparing = opened;
                    return preparation.apply(InfoText.server(info));
                })
                .onComplete(prepared -> preparing = null)
                .map(prepared -> {
                    current = opened;
                    return opened;
                });
    }

    /** After a SELECT the pool does not reuse the connection, but closes it when it is returned. */
    private Future<Response> dedicate(Opened opened, String client) {
        return send(opened, Request.cmd(Command.SELECT).arg(InfoText.field(client, "db=")));
    }

    private static <T> Future<T> onCallersContext(Future<T> future) {
        Context caller = Vertx.currentContext();
        if (caller == null || future.isComplete()) {
            return future;
        }
        Promise<T> there = Promise.promise();
        future.onComplete(result -> caller.runOnContext(back -> there.handle(result)));
        return there.future();
    }
}
