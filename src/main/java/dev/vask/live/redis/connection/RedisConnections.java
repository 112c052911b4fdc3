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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The two connections of this node to Redis: one for commands, which runs them in order, and one for topics. If either fails, or nothing
 * is received any more, both are closed and opened again until that succeeds. Commands that were under way fail, and have no effect
 * after the new connections are ready. Thread-safe.
 *
 * <pre>
 *   disconnected ──open──▶ connected ──listener is done──▶ ready
 *        ▲ └──────retry───────┘ │                            │
 *        └──────────────────────┴──────────lost──────────────┘
 * </pre>
 */
public final class RedisConnections implements RedisCommands {

    private static final Logger LOG = Logger.getLogger(RedisConnections.class);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(300);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    private static final String ECHO = "echo";
    private static final String NOT_CONNECTED = "not connected to Redis";

    private final Redis redis;
    private final Vertx vertx;
    private final Context context;
    private final List<? extends Script> scripts;
    private final Duration timeout;
    private final LongConsumer roundTrips;
    private final AtomicLong attempts = new AtomicLong();
    private final Promise<Void> firstReady = Promise.promise();
    private volatile ConnectionListener listener = new NoListener();
    private volatile @Nullable Connected connected;
    private volatile boolean ready;
    private volatile boolean stopped;
    private @Nullable CommandConnection previous;
    private String lastFailure = "";
    private boolean retrying;

    /** Until {@link #start}. */
    private static final class NoListener implements ConnectionListener {

        @Override
        public Topics connecting() {
            return new Topics("", Map.of());
        }

        @Override
        public Future<Void> connected(RedisServer server) {
            return Future.succeededFuture();
        }

        @Override
        public void ready() {}

        @Override
        public void disconnected() {}
    }

    /** A connection for commands, as a run of Redis numbers it. */
    private record CommandConnection(String run, String id) {}

    private static final class Connected {
        final RedisConnection commands;
        final RedisConnection messages;
        final Topics topics;
        final ResponseTimeout timeout;
        final Promise<Void> subscribed = Promise.promise();

        Connected(RedisConnection commands, RedisConnection messages, Topics topics, ResponseTimeout timeout) {
            this.commands = commands;
            this.messages = messages;
            this.topics = topics;
            this.timeout = timeout;
        }
    }

    /**
     * Connections that are not open yet.
     *
     * @param scripts    the scripts to load
     * @param lease      the time after which a node without connection expires; a broken connection must be noticed well before
     * @param roundTrips receives the duration of each command in nanoseconds
     */
    public RedisConnections(
            Redis redis, Vertx vertx, List<? extends Script> scripts, Duration lease, LongConsumer roundTrips) {
        this.redis = redis;
        this.vertx = vertx;
        this.scripts = scripts;
        this.roundTrips = roundTrips;
        this.timeout = bounded(lease.dividedBy(3));
        this.context = vertx.getOrCreateContext();
    }

    private static Duration bounded(Duration timeout) {
        Duration atLeast = timeout.compareTo(SHORTEST_TIMEOUT) > 0 ? timeout : SHORTEST_TIMEOUT;
        return atLeast.compareTo(LONGEST_TIMEOUT) < 0 ? atLeast : LONGEST_TIMEOUT;
    }

    /** Starts to connect; the result completes when the connections are ready for the first time, and never fails. */
    public Future<Void> start(ConnectionListener user) {
        listener = user;
        context.runOnContext(ignored -> connect());
        vertx.setPeriodic(CHECK_INTERVAL.toMillis(), timer -> context.runOnContext(ignored -> check()));
        return firstReady.future();
    }

    /** Closes the connections. */
    public void stop() {
        stopped = true;
        context.runOnContext(ignored -> close("this node is stopping"));
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public Future<Response> call(Script script, Consumer<Request> arguments) {
        return ready ? run(script, arguments) : Future.failedFuture(NOT_CONNECTED);
    }

    @Override
    public Future<Response> run(Script script, Consumer<Request> arguments) {
        return ScriptCall.run(this::send, script, arguments);
    }

    @Override
    public Future<Response> send(Request request) {
        Connected current = connected;
        if (current == null) {
            return Future.failedFuture(NOT_CONNECTED);
        }
        long sentAt = System.nanoTime();
        return current.commands.send(request).onComplete(response -> responded(current, sentAt, response.succeeded()));
    }

    private void responded(Connected current, long sentAt, boolean succeeded) {
        long now = System.nanoTime();
        roundTrips.accept(now - sentAt);
        if (succeeded && !ready) {
            current.timeout.received(now); // echoes wait behind the commands of a resync
        }
    }

    @Override
    public void reconnect(String reason) {
        Connected current = connected;
        if (current != null) {
            lost(current, reason);
        }
    }

    private void connect() {
        if (stopped) {
            return;
        }
        Topics topics = listener.connecting();
        long attempt = attempts.incrementAndGet();
        Promise<Connected> opened = Promise.promise();
        vertx.setTimer(timeout.toMillis(), timer -> opened.tryFail("no response to a new connection"));
        open(attempt, topics).onSuccess(opened::tryComplete).onFailure(opened::tryFail);
        opened.future()
                .compose(this::prepare)
                .compose(listener::connected)
                .onSuccess(ok -> context.runOnContext(ignored -> ready(attempt)))
                .onFailure(failure -> context.runOnContext(ignored -> failed(attempt, failure)));
    }

    private Future<Connected> open(long attempt, Topics topics) {
        return redis.connect().compose(commands -> {
            if (isOver(attempt)) {
                commands.close(); // else attempts that wait for their second connection could use up the pool
                return Future.failedFuture("too late");
            }
            return redis.connect()
                    .onFailure(failure -> commands.close())
                    .map(messages -> opened(
                            attempt,
                            new Connected(
                                    commands,
                                    messages,
                                    topics,
                                    new ResponseTimeout(CHECK_INTERVAL, timeout, System.nanoTime()))));
        });
    }

    private boolean isOver(long attempt) {
        return attempt != attempts.get() || stopped;
    }

    private Connected opened(long attempt, Connected opened) {
        if (isOver(attempt)) {
            close(opened);
            throw new IllegalStateException("too late");
        }
        connected = opened;
        for (RedisConnection connection : List.of(opened.commands, opened.messages)) {
            connection.endHandler(ended -> lost(opened, "the connection ended"));
            connection.exceptionHandler(failure -> lost(opened, reason(failure)));
        }
        return opened;
    }

    /** Some failures of a socket have no message. */
    private static String reason(Throwable failure) {
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }

    private Future<RedisServer> prepare(Connected opened) {
        opened.messages.handler(response -> received(opened, response));
        return opened.commands
                .send(Request.cmd(Command.CLIENT).arg("INFO"))
                .map(Response::toString)
                .compose(client -> dedicate(opened, client)
                        .compose(ok ->
                                opened.commands.send(Request.cmd(Command.INFO).arg("server")))
                        .map(InfoText::server)
                        .compose(server -> killPrevious(
                                        opened, new CommandConnection(server.run(), InfoText.field(client, "id=")))
                                .map(server)))
                .compose(server -> loadScripts(opened).map(server))
                .compose(server -> opened.messages
                        .send(subscribe(opened.topics))
                        .compose(sent -> opened.subscribed.future())
                        .map(server));
    }

    /** After a SELECT the pool does not reuse the connection, but closes it when it is returned. */
    private static Future<Response> dedicate(Connected opened, String client) {
        return opened.commands.send(Request.cmd(Command.SELECT).arg(InfoText.field(client, "db=")));
    }

    /**
     * Commands of the previous connection may still be on their way, or not read by a Redis that hung: they must not take effect after
     * commands of the new one.
     */
    private Future<Void> killPrevious(Connected opened, CommandConnection current) {
        CommandConnection before = previous;
        previous = current;
        if (before == null || !before.run.equals(current.run)) {
            return Future.succeededFuture();
        }
        return opened.commands
                .send(Request.cmd(Command.CLIENT).arg("KILL").arg("ID").arg(before.id))
                .recover(failure -> failure instanceof ErrorType denied && denied.is("NOPERM")
                        ? notKilled(denied)
                        : Future.failedFuture(failure))
                .mapEmpty();
    }

    private static Future<Response> notKilled(ErrorType denied) {
        LOG.warnf(
                "Commands of the previous connection may still take effect; allow CLIENT KILL: %s",
                denied.getMessage());
        return Future.succeededFuture();
    }

    private static Request subscribe(Topics topics) {
        Request subscribe = Request.cmd(Command.SUBSCRIBE);
        topics.handlers().keySet().forEach(subscribe::arg);
        return subscribe;
    }

    private Future<Void> loadScripts(Connected opened) {
        return Future.all(scripts.stream()
                        .map(script -> opened.commands.send(
                                Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text())))
                        .toList())
                .mapEmpty();
    }

    private void received(Connected current, @Nullable Response response) {
        current.timeout.received(System.nanoTime());
        if (response == null || response.size() != 3) {
            return;
        }
        String kind = response.get(0).toString();
        if (kind.equals("message")) {
            String message = response.get(2).toString();
            Consumer<String> handler = message.equals(ECHO)
                    ? null
                    : current.topics.handlers().get(response.get(1).toString());
            if (handler != null) {
                handler.accept(message);
            }
        } else if (kind.equals("subscribe")) {
            current.subscribed.tryComplete();
        }
    }

    private void ready(long attempt) {
        if (!isOver(attempt) && connected != null) {
            LOG.info("Connected to Redis");
            lastFailure = "";
            listener.ready();
            ready = true;
            firstReady.tryComplete();
        }
    }

    private void failed(long attempt, Throwable failure) {
        if (!isOver(attempt)) {
            String reason = reason(failure);
            if (!reason.equals(lastFailure)) {
                LOG.warnf("Cannot use Redis: %s", reason);
                lastFailure = reason;
            }
            close(reason);
        }
    }

    /** Sends a message to this node itself: if none is received any more, the connection is broken even if it is open. */
    private void check() {
        Connected current = connected;
        if (current == null) {
            return;
        }
        if (current.timeout.isOver(System.nanoTime())) {
            lost(
                    current,
                    "no response for %d ms, in addition to %d ms in which this process did not run"
                            .formatted(
                                    timeout.toMillis(),
                                    current.timeout.delayed().toMillis()));
            return;
        }
        current.commands.send(
                Request.cmd(Command.PUBLISH).arg(current.topics.own()).arg(ECHO));
    }

    private void lost(Connected which, String reason) {
        context.runOnContext(ignored -> {
            if (which == connected) {
                close(reason);
            }
        });
    }

    private void close(String reason) {
        Connected last = connected;
        if (ready && !stopped) {
            LOG.warnf("Lost the connection to Redis: %s", reason);
        }
        connected = null;
        ready = false;
        attempts.incrementAndGet();
        if (last != null) {
            close(last);
        }
        listener.disconnected();
        retry();
    }

    private void retry() {
        if (stopped || retrying) {
            return;
        }
        retrying = true;
        vertx.setTimer(
                RETRY_INTERVAL.toMillis(),
                timer -> context.runOnContext(ignored -> {
                    retrying = false;
                    connect();
                }));
    }

    private static void close(Connected last) {
        Stream.of(last.commands, last.messages).forEach(connection -> {
            connection.endHandler(null);
            connection.close();
        });
    }
}
