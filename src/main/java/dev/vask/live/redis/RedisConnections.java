package dev.vask.live.redis;

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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This node's two connections to Redis, one for commands, whose order is kept, and one for the inbox. If either fails or goes
 * silent both are dropped, and made again until they hold; what was under way fails, and cannot take effect any more once they
 * are made again.
 *
 * <pre>
 *   down ──connect──▶ recovering ──recovered──▶ up
 *    ▲ └──────retry─────┘ │                      │
 *    └────────────────────┴──────dropped─────────┘
 * </pre>
 */
final class RedisConnections {

    private static final Logger LOG = Logger.getLogger(RedisConnections.class);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration ECHO_INTERVAL = Duration.ofMillis(300);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);
    private static final String ECHO = "echo";

    private final Redis redis;
    private final Vertx vertx;
    private final Context context;
    private final Owner owner;
    private final Duration silence;
    private final LongConsumer roundTrips;
    private final AtomicLong attempts = new AtomicLong();
    private final Promise<Void> first = Promise.promise();
    private volatile @Nullable Connected connected;
    private volatile boolean up;
    private volatile boolean stopped;
    private @Nullable Commander last;
    private String lastFailure = "";
    private boolean retrying;

    /** The user of the connections, which resynchronizes after each reconnect. Called on one event loop. */
    interface Owner {

        /** The link is about to be made. */
        void connecting();

        /** The topic on which the inbox hears, as of the connection that is being made. */
        String inbox();

        /** The topic on which it also hears what {@link #woken} is told, null for none. */
        @Nullable
        String wakes();

        /** The topic on which it also hears what {@link #traced} is told, null for none. */
        @Nullable
        String traces();

        /** Both connections stand; the link is up when the answer succeeds, and dropped and made again when it fails. */
        Future<Void> recover(Server server);

        /** The link is up as of now. */
        void recovered();

        /** A message for this node. */
        void receive(String message);

        /** An app's backend has to be told something. */
        void woken(String app);

        /** What comes next is traced, or no longer. */
        void traced(String line);

        /** The link is down; commands fail until it is up. */
        void dropped();
    }

    /**
     * The Redis at the other end.
     *
     * @param run     changes when it restarts
     * @param version for example 6.2.11
     */
    record Server(String run, String version) {}

    /** A connection for commands, as a run of Redis numbers it. */
    private record Commander(String run, String id) {}

    private static final class Connected {
        final RedisConnection commands;
        final RedisConnection inbox;
        final Promise<Void> subscribed = Promise.promise();
        volatile long heardAt = System.nanoTime();

        Connected(RedisConnection commands, RedisConnection inbox) {
            this.commands = commands;
            this.inbox = inbox;
        }
    }

    /**
     * A link that is not started yet.
     *
     * @param lease      how long a node may be out of touch before others take it for dead: silence has to be noticed well before
     * @param roundTrips hears how many nanoseconds each took
     */
    RedisConnections(Redis redis, Vertx vertx, Owner owner, Duration lease, LongConsumer roundTrips) {
        this.redis = redis;
        this.roundTrips = roundTrips;
        this.silence = bounded(lease.dividedBy(3));
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.owner = owner;
    }

    private static Duration bounded(Duration wish) {
        Duration atLeast = wish.compareTo(SHORTEST_SILENCE) > 0 ? wish : SHORTEST_SILENCE;
        return atLeast.compareTo(LONGEST_SILENCE) < 0 ? atLeast : LONGEST_SILENCE;
    }

    /** Begins to connect; the answer comes when the link is up for the first time, and never fails. */
    Future<Void> start() {
        context.runOnContext(ignored -> connect());
        vertx.setPeriodic(ECHO_INTERVAL.toMillis(), timer -> context.runOnContext(ignored -> echo()));
        return first.future();
    }

    /** Drops the connections for good. */
    void stop() {
        stopped = true;
        context.runOnContext(ignored -> drop("this node is stopping"));
    }

    /** Whether commands can be sent. */
    boolean isUp() {
        return up;
    }

    /** Runs a script on an app's state; calls of one thread are carried out in their order. Fails at once while the link is not up. */
    Future<Response> call(LuaScript script, String root, List<String> arguments) {
        return up ? run(script, List.of(root), arguments) : Future.failedFuture("not connected to Redis");
    }

    /** As {@link #call}, but also while recovering. */
    Future<Response> run(LuaScript script, List<String> keys, List<String> arguments) {
        return send(request(Command.EVALSHA, script.sha(), keys, arguments))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")
                        ? send(request(Command.EVAL, script.text(), keys, arguments))
                        : Future.failedFuture(failure));
    }

    /** Sends a command, also while recovering. */
    Future<Response> send(Request request) {
        Connected now = connected;
        if (now == null) {
            return Future.failedFuture("not connected to Redis");
        }
        long sent = System.nanoTime();
        return now.commands.send(request).onComplete(answer -> answered(now, sent, answer.succeeded()));
    }

    private void answered(Connected now, long sent, boolean well) {
        long time = System.nanoTime();
        roundTrips.accept(time - sent);
        if (well && !up) {
            now.heardAt =
                    time; // while much is recovered echoes wait behind it, and each answer shows that Redis is there
        }
    }

    private static Request request(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    /** Gives up the connections that are there, as if they had failed, and makes new ones. */
    void renew(String why) {
        Connected now = connected;
        if (now != null) {
            lost(now, why);
        }
    }

    private void connect() {
        if (stopped) {
            return;
        }
        owner.connecting();
        long attempt = attempts.incrementAndGet();
        Promise<Connected> opened = Promise.promise();
        vertx.setTimer(silence.toMillis(), timer -> opened.tryFail("no response to a new connection"));
        open(attempt).onSuccess(opened::tryComplete).onFailure(opened::tryFail);
        opened.future()
                .compose(this::prepare)
                .compose(owner::recover)
                .onSuccess(ok -> context.runOnContext(ignored -> up(attempt)))
                .onFailure(failure -> context.runOnContext(ignored -> failed(attempt, failure)));
    }

    private Future<Connected> open(long attempt) {
        return redis.connect().compose(commands -> {
            if (isOver(attempt)) {
                commands.close(); // else those who wait for their second connection might leave none to each other
                return Future.failedFuture("too late");
            }
            return redis.connect()
                    .onFailure(failure -> commands.close())
                    .map(inbox -> opened(attempt, new Connected(commands, inbox)));
        });
    }

    private boolean isOver(long attempt) {
        return attempt != attempts.get() || stopped;
    }

    private Connected opened(long attempt, Connected made) {
        if (isOver(attempt)) {
            close(made);
            throw new IllegalStateException("too late");
        }
        connected = made;
        for (RedisConnection connection : List.of(made.commands, made.inbox)) {
            connection.endHandler(ended -> lost(made, "the connection ended"));
            connection.exceptionHandler(failure -> lost(made, reason(failure)));
        }
        return made;
    }

    /** Some failures of a socket have no words for what they are but their name. */
    private static String reason(Throwable failure) {
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }

    private Future<Server> prepare(Connected made) {
        made.inbox.handler(response -> heard(made, response));
        return made.commands
                .send(Request.cmd(Command.CLIENT).arg("INFO"))
                .map(Response::toString)
                .compose(client -> keep(made, client)
                        .compose(ok ->
                                made.commands.send(Request.cmd(Command.INFO).arg("server")))
                        .map(RedisConnections::server)
                        .compose(server -> fence(made, new Commander(server.run(), field(client, " ", "id=")))
                                .map(server)))
                .compose(server -> loadScripts(made).map(server))
                .compose(server -> made.inbox
                        .send(subscribe())
                        .compose(sent -> made.subscribed.future())
                        .map(server));
    }

    /** After a SELECT the pool takes the connection for its user's own, and closes it when it is given back. */
    private static Future<Response> keep(Connected made, String client) {
        return made.commands.send(Request.cmd(Command.SELECT).arg(field(client, " ", "db=")));
    }

    /**
     * What was sent over the last connection may still be on its way, or unread in Redis if that hung: it must not take effect
     * after what is said over this one.
     */
    private Future<Void> fence(Connected made, Commander now) {
        Commander before = last;
        last = now;
        if (before == null || !before.run.equals(now.run)) {
            return Future.succeededFuture();
        }
        return made.commands
                .send(Request.cmd(Command.CLIENT).arg("KILL").arg("ID").arg(before.id))
                .recover(failure -> failure instanceof ErrorType denied && denied.is("NOPERM")
                        ? unfenced(denied)
                        : Future.failedFuture(failure))
                .mapEmpty();
    }

    private static Future<Response> unfenced(ErrorType denied) {
        LOG.warnf(
                "Commands of the previous connection may still take effect; allow CLIENT KILL: %s",
                denied.getMessage());
        return Future.succeededFuture();
    }

    private Request subscribe() {
        Request subscribe = Request.cmd(Command.SUBSCRIBE);
        Stream.of(owner.inbox(), owner.wakes(), owner.traces())
                .filter(Objects::nonNull)
                .forEach(subscribe::arg);
        return subscribe;
    }

    private static Future<Void> loadScripts(Connected made) {
        return Future.all(Stream.of(LuaScript.values())
                        .map(script -> made.commands.send(
                                Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text())))
                        .toList())
                .mapEmpty();
    }

    private static Server server(Response info) {
        String text = info.toString();
        return new Server(field(text, "\r?\n", "run_id:"), field(text, "\r?\n", "redis_version:"));
    }

    private static String field(String text, String separator, String name) {
        return Stream.of(text.split(separator))
                .filter(it -> it.startsWith(name))
                .map(it -> it.substring(name.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "%s is missing from the response of Redis: %s".formatted(name, text)));
    }

    private void heard(Connected made, @Nullable Response response) {
        made.heardAt = System.nanoTime();
        if (response == null || response.size() != 3) {
            return;
        }
        String what = response.get(0).toString();
        if (what.equals("subscribe")) {
            made.subscribed.tryComplete();
        } else if (what.equals("message")) {
            heard(response.get(1).toString(), response.get(2).toString());
        }
    }

    private void heard(String topic, String message) {
        if (topic.equals(owner.wakes())) {
            owner.woken(message);
        } else if (topic.equals(owner.traces())) {
            owner.traced(message);
        } else if (!message.equals(ECHO)) {
            owner.receive(message);
        }
    }

    private void up(long attempt) {
        if (!isOver(attempt) && connected != null) {
            LOG.info("Connected to Redis");
            lastFailure = "";
            owner.recovered();
            up = true;
            first.tryComplete();
        }
    }

    private void failed(long attempt, Throwable failure) {
        if (!isOver(attempt)) {
            String why = reason(failure);
            if (!why.equals(lastFailure)) {
                LOG.warnf("Cannot use Redis: %s", why);
                lastFailure = why;
            }
            drop(why);
        }
    }

    /** Tells a connection that is there but mute from one that is quiet: what this node sends itself must come back. */
    private void echo() {
        Connected now = connected;
        if (now == null) {
            return;
        }
        if (System.nanoTime() - now.heardAt > silence.toNanos()) {
            lost(now, "no response for %d ms".formatted(silence.toMillis()));
            return;
        }
        now.commands.send(Request.cmd(Command.PUBLISH).arg(owner.inbox()).arg(ECHO));
    }

    private void lost(Connected which, String why) {
        context.runOnContext(ignored -> {
            if (which == connected) {
                drop(why);
            }
        });
    }

    private void drop(String why) {
        Connected was = connected;
        if (up && !stopped) {
            LOG.warnf("Lost the connection to Redis: %s", why);
        }
        connected = null;
        up = false;
        attempts.incrementAndGet();
        if (was != null) {
            close(was);
        }
        owner.dropped();
        retry();
    }

    private void retry() {
        if (stopped || retrying) {
            return;
        }
        retrying = true;
        vertx.setTimer(
                RETRY.toMillis(),
                timer -> context.runOnContext(ignored -> {
                    retrying = false;
                    connect();
                }));
    }

    private static void close(Connected what) {
        Stream.of(what.commands, what.inbox).forEach(connection -> {
            connection.endHandler(null);
            connection.close();
        });
    }
}
