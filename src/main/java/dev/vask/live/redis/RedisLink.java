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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This node's two connections to Redis, one for commands, whose order is kept, and one for the inbox. If either fails or goes
 * silent both are dropped, and made again until they hold; what was under way fails.
 *
 * <pre>
 *   down ──connect──▶ recovering ──recovered──▶ up
 *    ▲ └──────retry─────┘ │                      │
 *    └────────────────────┴──────dropped─────────┘
 * </pre>
 */
final class RedisLink {

    private static final Logger LOG = Logger.getLogger(RedisLink.class);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ECHO_INTERVAL = Duration.ofMillis(300);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);
    private static final String ECHO = "echo";

    private final Redis redis;
    private final Vertx vertx;
    private final Context context;
    private final Owner owner;
    private final long silence;
    private final AtomicLong attempts = new AtomicLong();
    private volatile @Nullable Connected connected;
    private volatile boolean up;
    private volatile boolean stopped;
    private boolean retrying;

    /** Who uses the link, and has to put things right when it is made anew. Called on one event loop. */
    interface Owner {

        /** The topic on which the inbox hears, as of the connection that is being made. */
        String inbox();

        /** Both connections stand; the link is up when the answer succeeds, and dropped and made again when it fails. */
        Future<Void> recover(Server server);

        /** A message for this node. */
        void receive(String message);

        /** The link is down; commands fail until it is up. */
        void dropped();
    }

    /**
     * The Redis at the other end.
     *
     * @param runId   changes when it restarts
     * @param version for example 6.2.11
     */
    record Server(String runId, String version) {}

    private static final class Connected {
        final RedisConnection commands;
        final RedisConnection inbox;
        final Promise<Void> subscribed = Promise.promise();
        long heardAt = System.nanoTime();

        Connected(RedisConnection commands, RedisConnection inbox) {
            this.commands = commands;
            this.inbox = inbox;
        }
    }

    /**
     * A link that is not started yet.
     *
     * @param lease how long a node may be out of touch before others take it for dead: silence has to be noticed well before
     */
    RedisLink(Redis redis, Vertx vertx, Owner owner, Duration lease) {
        this.redis = redis;
        this.silence = bounded(lease.dividedBy(3)).toNanos();
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.owner = owner;
    }

    private static Duration bounded(Duration wish) {
        Duration atLeast = wish.compareTo(SHORTEST_SILENCE) > 0 ? wish : SHORTEST_SILENCE;
        return atLeast.compareTo(LONGEST_SILENCE) < 0 ? atLeast : LONGEST_SILENCE;
    }

    /** Begins to connect. */
    void start() {
        context.runOnContext(ignored -> connect());
        vertx.setPeriodic(ECHO_INTERVAL.toMillis(), timer -> context.runOnContext(ignored -> echo()));
    }

    /** Drops the connections for good. */
    void stop() {
        stopped = true;
        context.runOnContext(ignored -> drop(null));
    }

    /** Whether commands can be sent. */
    boolean isUp() {
        return up;
    }

    /** Runs a script on an app's state; calls of one thread are carried out in their order. Fails at once while the link is not up. */
    Future<Response> call(Script script, String root, List<String> arguments) {
        return up ? run(script, List.of(root), arguments) : Future.failedFuture("there is no connection to Redis");
    }

    /** As {@link #call}, but also while recovering. */
    Future<Response> run(Script script, List<String> keys, List<String> arguments) {
        return send(request(Command.EVALSHA, script.sha(), keys, arguments)).recover(failure ->
                String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")
                        ? send(request(Command.EVAL, script.text(), keys, arguments))
                        : Future.failedFuture(failure));
    }

    /** Sends a command, also while recovering. */
    Future<Response> send(Request request) {
        Connected now = connected;
        return now == null ? Future.failedFuture("there is no connection to Redis") : now.commands.send(request);
    }

    private static Request request(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    /** Gives up the connections that are there, as if they had failed, and makes new ones. */
    void renew(String why) {
        context.runOnContext(ignored -> drop(why));
    }

    private void connect() {
        if (stopped) {
            return;
        }
        long attempt = attempts.incrementAndGet();
        Promise<Void> done = Promise.promise();
        vertx.setTimer(CONNECT_TIMEOUT.toMillis(), timer -> done.tryFail("no answer from Redis"));
        open(attempt)
                .compose(this::prepare)
                .compose(owner::recover)
                .onComplete(done::handle);
        done.future()
                .onSuccess(ok -> context.runOnContext(ignored -> up(attempt)))
                .onFailure(failure -> context.runOnContext(ignored -> failed(attempt, failure)));
    }

    private Future<Connected> open(long attempt) {
        return redis.connect().compose(commands -> redis.connect()
                .onFailure(failure -> commands.close())
                .map(inbox -> {
                    Connected made = new Connected(commands, inbox);
                    if (attempt != attempts.get() || stopped) {
                        close(made);
                        throw new IllegalStateException("too late");
                    }
                    connected = made;
                    for (RedisConnection connection : List.of(commands, inbox)) {
                        connection.endHandler(ended -> lost(made, "the connection ended"));
                        connection.exceptionHandler(failure -> lost(made, failure.getMessage()));
                    }
                    return made;
                }));
    }

    private Future<Server> prepare(Connected made) {
        made.inbox.handler(response -> heard(made, response));
        // After a SELECT the pool takes the connection for its user's own, and closes it when it is given back.
        Future<Response> ready = made.commands
                .send(Request.cmd(Command.SELECT).arg(0))
                .compose(ok -> made.inbox.send(Request.cmd(Command.SUBSCRIBE).arg(owner.inbox())))
                .compose(sent -> made.subscribed.future().map((Response) null));
        for (Script script : Script.values()) {
            ready = ready.compose(ok ->
                    made.commands.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text())));
        }
        return ready.compose(ok -> made.commands.send(Request.cmd(Command.INFO).arg("server")))
                .map(RedisLink::server);
    }

    private static Server server(Response info) {
        List<String> lines = Arrays.asList(info.toString().split("\r?\n"));
        return new Server(field(lines, "run_id"), field(lines, "redis_version"));
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private void heard(Connected made, @Nullable Response response) {
        made.heardAt = System.nanoTime();
        if (response == null || response.size() != 3) {
            return;
        }
        String what = response.get(0).toString();
        String message = response.get(2).toString();
        if (what.equals("subscribe")) {
            made.subscribed.tryComplete();
        } else if (what.equals("message") && !message.equals(ECHO)) {
            owner.receive(message);
        }
    }

    private void up(long attempt) {
        if (attempt == attempts.get() && connected != null) {
            LOG.info("Redis is connected");
            up = true;
        }
    }

    private void failed(long attempt, Throwable failure) {
        if (attempt == attempts.get()) {
            drop(failure.getMessage());
        }
    }

    /** Tells a connection that is there but mute from one that is quiet: what this node sends itself must come back. */
    private void echo() {
        Connected now = connected;
        if (now == null || !up) {
            return;
        }
        if (System.nanoTime() - now.heardAt > silence) {
            lost(now, "no answer for %d ms".formatted(Duration.ofNanos(silence).toMillis()));
            return;
        }
        now.commands.send(Request.cmd(Command.PUBLISH).arg(owner.inbox()).arg(ECHO));
    }

    private void lost(Connected which, @Nullable String why) {
        context.runOnContext(ignored -> {
            if (which == connected) {
                drop(why);
            }
        });
    }

    private void drop(@Nullable String why) {
        Connected was = connected;
        if (up && !stopped) {
            LOG.warnf("The connection to Redis is lost: %s", why);
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
        vertx.setTimer(RETRY.toMillis(), timer -> context.runOnContext(ignored -> {
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
