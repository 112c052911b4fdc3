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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a node does after each reconnect, before it serves again: checks whether its lease expired, makes Redis know
 * what its sockets hold, and reads what it did not hear. If Redis was restarted, it also waits for the other nodes to do the
 * same, so that what is published then reaches them too, and only then tells of what went meanwhile.
 */
final class Resync {

    private static final Logger LOG = Logger.getLogger(Resync.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final int PAGE = 200;

    private final LocalNode node;
    private final LocalStateLog ledger;
    private final RedisConnections link;
    private final Lease lease;
    private final InboundOrder streams;
    private final RedisKeys keys;
    private final Vertx vertx;
    private final Slices slices;
    private @Nullable String lastRun;

    Resync(
            LocalNode node,
            LocalStateLog ledger,
            RedisConnections link,
            Lease lease,
            InboundOrder streams,
            RedisKeys keys,
            Vertx vertx,
            Slices slices) {
        this.node = node;
        this.ledger = ledger;
        this.link = link;
        this.lease = lease;
        this.streams = streams;
        this.keys = keys;
        this.vertx = vertx;
        this.slices = slices;
    }

    /** The next connection is the first under a new name. */
    void begin() {
        lastRun = null;
        lease.begin();
    }

    Future<Void> after(RedisConnections.Server server) {
        boolean sameRun = server.run().equals(lastRun);
        lease.registerAgain();
        return until(ledger::isSettled)
                .compose(ok -> sameRun ? lease.renew(node.name()) : lease.take(node.name()))
                .compose(this::alive)
                .compose(ok -> Batches.forEach(ledger.incomplete(), app -> restore(app, sameRun)))
                .compose(ok -> Batches.forEach(ledger.apps(), app -> replay(app, server.run(), sameRun)))
                .compose(ok -> sameRun ? done() : rejoin(server.run()))
                .onSuccess(ok -> lastRun = server.run())
                .onFailure(failure -> {
                    if (NodeReleasedException.is(failure)) {
                        node.released();
                    }
                });
    }

    private static Future<Void> done() {
        return Future.succeededFuture();
    }

    private Future<Void> alive(Lease.Renewal renewal) {
        return switch (renewal) {
            case Lease.Renewal.Alive it -> done();
            case Lease.Renewal.Expired() -> Future.failedFuture(new NodeReleasedException(node.name()));
        };
    }

    /** Nothing else is said of the app over this connection before. */
    private Future<Void> restore(String app, boolean tell) {
        return lease.registerApp(node.name(), app)
                .compose(ok -> held(app, ScriptResults.FIRST_CURSOR, new HashSet<>()))
                .map(held -> ledger.snapshot(app, held, tell, slices.changes()))
                .compose(all -> Batches.forEach(all, it -> restore(app, it)));
    }

    private Future<Void> restore(String app, Restoration restoration) {
        Future<Response> first =
                run(LuaScript.RESTORE_ENTRY, app, restoration.calls().getFirst());
        Future<Response> last = first;
        for (List<String> arguments :
                restoration.calls().subList(1, restoration.calls().size())) {
            last = last.compose(ok -> run(LuaScript.RESTORE_ENTRY, app, arguments));
        }
        return last.compose(ok -> first.result().get(1).toInteger() == 1
                ? removeMembers(app, restoration, ScriptResults.FIRST_CURSOR)
                : done());
    }

    /** Of a channel with so many members that one call could not look at them all. */
    private Future<Void> removeMembers(String app, Restoration restoration, String cursor) {
        List<String> read = List.of(restoration.channel(), cursor, Integer.toString(slices.changes()));
        return run(LuaScript.NODE_MEMBERS, app, read).compose(page -> {
            String next = page.get(0).toString();
            return restore(app, restoration.removing(ScriptResults.strings(page.get(1))))
                    .compose(ok -> next.equals(ScriptResults.FIRST_CURSOR)
                            ? restore(app, restoration.ending())
                            : removeMembers(app, restoration, next));
        });
    }

    private Future<Void> restore(String app, List<String> arguments) {
        return arguments.isEmpty()
                ? done()
                : run(LuaScript.RESTORE_ENTRY, app, arguments).mapEmpty();
    }

    /** What Redis believes that this node holds of an app, which nobody changes meanwhile. */
    private Future<Set<String>> held(String app, String cursor, Set<String> found) {
        return run(LuaScript.NODE_ENTRIES, app, List.of(cursor, Integer.toString(slices.reads())))
                .compose(page -> {
                    found.addAll(ScriptResults.strings(page.get(1)));
                    String next = page.get(0).toString();
                    return next.equals(ScriptResults.FIRST_CURSOR)
                            ? Future.succeededFuture(found)
                            : held(app, next, found);
                });
    }

    private Future<Void> replay(String app, String run, boolean sameRun) {
        long heard = streams.heard(app);
        if (heard == InboundOrder.NEVER) {
            streams.resume(app, List.of());
            return done();
        }
        return Future.all(lastSequence(app, run), page(app, heard)).compose(answers -> {
            List<Message> missed = answers.resultAt(1);
            if (sameRun && isTorn(heard, missed, answers.resultAt(0))) {
                node.missed(app);
                streams.resume(app, List.of()); // the listeners reconnect
                return done();
            }
            return catchUp(app, missed);
        });
    }

    /** A page of the log at a time: others need the line meanwhile, and if it breaks, the next attempt goes on from there. */
    private Future<Void> catchUp(String app, List<Message> page) {
        if (page.size() < PAGE) {
            streams.resume(app, page);
            return done();
        }
        streams.catchUp(app, page);
        return page(app, page.getLast().sequence()).compose(next -> catchUp(app, next));
    }

    private Future<List<Message>> page(String app, long after) {
        Request read = Request.cmd(Command.XRANGE)
                .arg(keys.log(app))
                .arg(after + 1)
                .arg("+")
                .arg("COUNT")
                .arg(PAGE);
        return link.send(read).map(log -> {
            List<Message> messages = new ArrayList<>();
            for (Response entry : log) {
                messages.add(InboxCodec.read(entry.get(1).get(1).toString()));
            }
            return messages;
        });
    }

    private Future<Long> lastSequence(String app, String run) {
        return link.send(Request.cmd(Command.HGET).arg(keys.sequence(app)).arg(run))
                .map(answer -> answer == null ? InboundOrder.NEVER : answer.toLong());
    }

    /** Whether the log does not hold all from what was heard last to what was the last then. Sequences of one run have no gaps. */
    private static boolean isTorn(long heard, List<Message> missed, long last) {
        return missed.isEmpty() ? last > heard : missed.getFirst().sequence() > heard + 1;
    }

    private Future<Void> rejoin(String run) {
        return lease.markRestored(node.name(), run)
                .onSuccess(late -> {
                    if (late) {
                        LOG.warn(
                                "After a restart of Redis, other nodes released this node's state before it reconnected");
                        node.missedAll();
                    }
                })
                .compose(late -> others())
                .compose(others -> awaitOthers(others, run, System.nanoTime() + TIMEOUT.toNanos()))
                .compose(ok -> Batches.forEach(ledger.pendingReleases(), this::tellGone));
    }

    private Future<Set<String>> others() {
        return lease.peers().isEmpty() ? lease.all() : Future.succeededFuture(lease.peers());
    }

    private Future<Void> awaitOthers(Set<String> others, String run, long giveUpAt) {
        Set<String> awaited = new HashSet<>(others);
        awaited.remove(node.name());
        boolean inVain = System.nanoTime() > giveUpAt;
        return lease.unrestored(awaited, run, inVain).compose(missing -> {
            if (missing.nodes().isEmpty()) {
                return done();
            }
            return inVain ? goOnWithout(missing) : pause().compose(ok -> awaitOthers(missing.nodes(), run, giveUpAt));
        });
    }

    private Future<Void> goOnWithout(Lease.Unrestored missing) {
        LOG.warnf(
                "%d nodes have not reconnected since Redis restarted; releasing their state",
                missing.nodes().size());
        if (missing.unknown()) {
            node.missedAll(); // if they are dead, nobody knows whose leaving the sockets would have to hear of
        }
        return done();
    }

    private Future<Void> tellGone(PendingReleases gone) {
        Future<Void> told = done();
        for (List<String> arguments : ScriptArguments.of(gone, slices.changes())) {
            told = told.compose(ok -> run(LuaScript.NOTIFY_RELEASED, gone.app().key(), arguments))
                    .onSuccess(answer -> node.noteCounts(gone.app(), answer))
                    .mapEmpty();
        }
        return told;
    }

    private Future<Void> until(BooleanSupplier condition) {
        return condition.getAsBoolean() ? done() : pause().compose(ok -> until(condition));
    }

    private Future<Void> pause() {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(LOOK_AGAIN.toMillis(), timer -> over.complete());
        return over.future();
    }

    private Future<Response> run(LuaScript script, String app, List<String> arguments) {
        return link.run(
                script, List.of(keys.app(app)), node.head(app, ledger.reported(app, node.reports()), arguments));
    }
}
