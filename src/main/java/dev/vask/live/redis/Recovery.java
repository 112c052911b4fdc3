package dev.vask.live.redis;

import dev.vask.live.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a node does whenever it is connected anew, before it serves again: sees whether it was taken for dead, makes Redis know
 * what its sockets hold, reads what it did not hear, and, if Redis was restarted, waits for the other nodes to do the same, so
 * that what is published then reaches them too.
 */
final class Recovery {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Node node;
    private final Ledger ledger;
    private final RedisLink link;
    private final Lease lease;
    private final Streams streams;
    private final Keys keys;
    private final Vertx vertx;
    private @Nullable String runId;

    Recovery(Node node, Ledger ledger, RedisLink link, Lease lease, Streams streams, Keys keys, Vertx vertx) {
        this.node = node;
        this.ledger = ledger;
        this.link = link;
        this.lease = lease;
        this.streams = streams;
        this.keys = keys;
        this.vertx = vertx;
    }

    /** The next connection is the first under a new name. */
    void begin() {
        runId = null;
        lease.forget();
    }

    Future<Void> after(RedisLink.Server server) {
        boolean first = runId == null;
        boolean sameServer = server.runId().equals(runId);
        Set<String> others = lease.peers();
        return until(ledger::isSettled)
                .compose(ok -> sameServer ? renewLease() : done())
                .compose(ok -> restoreAll())
                .compose(ok -> replayAll(sameServer))
                .compose(ok -> sameServer ? done() : takeLease())
                .compose(ok -> sameServer || first ? done() : awaitOthers(others))
                .compose(ok -> restoreUntold())
                .onSuccess(ok -> runId = server.runId());
    }

    private static Future<Void> done() {
        return Future.succeededFuture();
    }

    private Future<Void> renewLease() {
        return lease.beat(node.name(), false, false).compose(beat -> switch (beat) {
            case Lease.Beat.Alive alive -> Future.succeededFuture();
            case Lease.Beat.Gone() -> {
                node.buried();
                yield Future.failedFuture("this node was taken for dead");
            }
        });
    }

    private Future<Void> takeLease() {
        return lease.beat(node.name(), true, false).mapEmpty();
    }

    private Future<Void> restoreAll() {
        lease.forget();
        Set<String> apps = new HashSet<>(ledger.untold());
        apps.addAll(ledger.apps());
        return forEach(apps, this::restore);
    }

    /** Sockets may have gone meanwhile. */
    private Future<Void> restoreUntold() {
        Set<String> apps = ledger.untold();
        return apps.isEmpty() ? done() : forEach(apps, this::restore).compose(ok -> restoreUntold());
    }

    private Future<Void> restore(String app) {
        return lease.announce(node.name(), app)
                .compose(ok -> run(Script.HELD, app, List.of()))
                .compose(held -> {
                    Set<String> surplus = new HashSet<>(Answers.strings(held));
                    List<List<String>> calls = new ArrayList<>(ledger.restored(app));
                    calls.forEach(arguments -> surplus.remove(arguments.get(1)));
                    surplus.forEach(gone -> calls.add(Arguments.restored("0", gone, 0)));
                    if (ledger.restored(app).isEmpty()) {
                        calls.add(Arguments.restored("0", "conn", 0));
                    }
                    return forEach(calls, arguments -> run(Script.RESTORE, app, arguments));
                });
    }

    private Future<Void> replayAll(boolean sameServer) {
        return forEach(ledger.apps(), app -> replay(app, sameServer));
    }

    private Future<Void> replay(String app, boolean sameServer) {
        long heard = streams.heard(app);
        Request read = Request.cmd(Command.XRANGE).arg(keys.log(app)).arg(heard + 1).arg("+");
        return link.send(read).map(log -> {
            List<Message> missed = new ArrayList<>();
            for (Response entry : log) {
                missed.add(Parcel.read(entry.get(1).get(1).toString()));
            }
            if (sameServer && isTorn(heard, missed)) {
                node.missed(app);
            }
            streams.resume(app, missed);
            return null;
        });
    }

    /** Whether the log does not reach back to what was heard last. Sequences of an app have no gaps. */
    private static boolean isTorn(long heard, List<Message> missed) {
        return heard > 0 && !missed.isEmpty() && missed.getFirst().sequence() > heard + 1;
    }

    private Future<Void> awaitOthers(Set<String> others) {
        return awaitOthers(others, System.nanoTime() + PATIENCE.toNanos());
    }

    private Future<Void> awaitOthers(Set<String> others, long giveUpAt) {
        return lease.missing(others).compose(missing -> missing.isEmpty() || System.nanoTime() > giveUpAt
                ? done()
                : pause().compose(ok -> awaitOthers(missing, giveUpAt)));
    }

    private Future<Void> until(BooleanSupplier condition) {
        return condition.getAsBoolean() ? done() : pause().compose(ok -> until(condition));
    }

    private Future<Void> pause() {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(LOOK_AGAIN.toMillis(), timer -> over.complete());
        return over.future();
    }

    private static <T> Future<Void> forEach(Collection<T> things, Function<T, Future<?>> action) {
        return Future.all(things.stream().map(action).toList()).mapEmpty();
    }

    private Future<Response> run(Script script, String app, List<String> arguments) {
        return link.run(script, List.of(keys.app(app)), Node.head(node.name(), app, arguments));
    }
}
