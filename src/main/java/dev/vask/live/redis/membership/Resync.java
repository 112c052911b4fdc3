package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.redis.connection.Batches;
import dev.vask.live.redis.connection.RedisServer;
import dev.vask.live.redis.scripts.AppScript;
import dev.vask.live.redis.scripts.NodeEntriesScript;
import dev.vask.live.redis.scripts.NodeMembersScript;
import dev.vask.live.redis.scripts.NodeReleasedException;
import dev.vask.live.redis.scripts.NotifyReleasedScript;
import dev.vask.live.redis.scripts.Page;
import dev.vask.live.redis.scripts.RenewLeaseScript;
import dev.vask.live.redis.scripts.RestoreEntryScript;
import dev.vask.live.redis.scripts.ScriptRunner;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.live.redis.scripts.UnrestoredNodesScript;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a node after each reconnect, before it serves again: it checks its lease, restores in Redis what its connections hold,
 * and reads the messages that it missed. After a restart of Redis it also waits until the other nodes have restored their entries, so
 * that they receive what is published next, and then notifies of what was released in the meantime.
 */
final class Resync {

    private static final Logger LOG = Logger.getLogger(Resync.class);
    private static final int PAGE = 50;

    private final LocalStateLog state;
    private final ScriptRunner scripts;
    private final Lease lease;
    private final InboundOrder inbound;
    private final DueCounts counts;
    private final Interruptions interruptions;
    private final RestorationWait restorations;
    private final Slices slices;
    private @Nullable String lastRun;

    Resync(
            LocalStateLog state,
            ScriptRunner scripts,
            Lease lease,
            InboundOrder inbound,
            DueCounts counts,
            Interruptions interruptions,
            RestorationWait restorations,
            Slices slices) {
        this.state = state;
        this.scripts = scripts;
        this.lease = lease;
        this.inbound = inbound;
        this.counts = counts;
        this.interruptions = interruptions;
        this.restorations = restorations;
        this.slices = slices;
    }

    /** The next connection is the first under a new name. */
    void reset() {
        lastRun = null;
        lease.reset();
    }

    /** Runs all steps; fails with {@link NodeReleasedException} if the lease expired. */
    Future<Void> run(RedisServer server) {
        boolean sameRun = server.run().equals(lastRun);
        lease.registerAgain();
        return until(state::isSettled)
                .compose(ok -> sameRun ? lease.renew() : lease.take())
                .compose(this::checkAlive)
                .compose(ok -> Batches.forEach(state.appsToRestore(), app -> restoreApp(app, sameRun)))
                .compose(ok -> Batches.forEach(state.apps(), app -> replay(app, server.run(), sameRun)))
                .compose(ok -> sameRun ? done() : rejoin())
                .onSuccess(ok -> lastRun = server.run());
    }

    private static Future<Void> done() {
        return Future.succeededFuture();
    }

    private Future<Void> checkAlive(RenewLeaseScript.Result renewal) {
        return switch (renewal) {
            case RenewLeaseScript.Result.Alive it -> done();
            case RenewLeaseScript.Result.Expired() -> Future.failedFuture(lease.expired());
        };
    }

    /** Nothing else is sent on the app over this connection before. */
    private Future<Void> restoreApp(String app, boolean notify) {
        return lease.registerApp(app)
                .compose(ok -> entries(app, Page.START, new HashSet<>()))
                .map(known -> state.snapshot(app, known, notify, slices.changes()))
                .compose(all -> Batches.forEach(all, it -> restore(app, it)));
    }

    private Future<Void> restore(String app, Restoration restoration) {
        Future<RestoreEntryScript.Result> first = run(app, restoration.first());
        Future<RestoreEntryScript.Result> last = first;
        for (RestoreEntryScript call :
                restoration.calls().subList(1, restoration.calls().size())) {
            last = last.compose(ok -> run(app, call));
        }
        return last.compose(
                ok -> first.result().hasMoreMembers() ? releaseMembers(app, restoration, Page.START) : done());
    }

    /** Releases members of a channel that has too many for one call. */
    private Future<Void> releaseMembers(String app, Restoration restoration, String cursor) {
        return run(app, new NodeMembersScript(restoration.channel(), cursor, slices.changes()))
                .compose(page -> restore(app, restoration.releasing(page.items()))
                        .compose(ok -> page.isLast()
                                ? restore(app, restoration.ending())
                                : releaseMembers(app, restoration, page.next())));
    }

    private Future<Void> restore(String app, Optional<RestoreEntryScript> call) {
        return call.isEmpty() ? done() : run(app, call.get()).mapEmpty();
    }

    /** The entries that Redis has of this node in an app; nothing changes them meanwhile. */
    private Future<Set<String>> entries(String app, String cursor, Set<String> found) {
        return run(app, new NodeEntriesScript(cursor, slices.reads())).compose(page -> {
            found.addAll(page.items());
            return page.isLast() ? Future.succeededFuture(found) : entries(app, page.next(), found);
        });
    }

    private Future<Void> replay(String app, String run, boolean sameRun) {
        long received = inbound.received(app);
        if (received == InboundOrder.NOTHING) {
            inbound.resume(app, List.of());
            return done();
        }
        return Future.all(lastSequence(app, run), page(app, received)).compose(results -> {
            long last = results.resultAt(0);
            return catchUp(app, received, results.resultAt(1), sameRun && last > received);
        });
    }

    /** One page of the log at a time: other apps use the connection too, and the next attempt continues after the last page. */
    private Future<Void> catchUp(String app, long after, LogPage page, boolean mustReachBack) {
        if (mustReachBack && !page.reachesBackTo(after)) {
            interruptions.missed(app);
            inbound.resume(app, List.of()); // the clients reconnect
            return done();
        }
        if (page.isLast()) {
            inbound.resume(app, page.messages());
            return done();
        }
        inbound.catchUp(app, page.messages());
        long last = page.messages().getLast().sequence();
        return page(app, last).compose(next -> catchUp(app, last, next, mustReachBack));
    }

    /** The oldest entry is read after the page, so that the page is complete if the log reaches back to it. */
    private Future<LogPage> page(String app, long after) {
        return Future.all(entries(app, Long.toString(after + 1), PAGE), entries(app, "-", 1))
                .map(results -> LogPage.of(results.resultAt(0), results.resultAt(1), after, PAGE));
    }

    private Future<Response> entries(String app, String from, int limit) {
        return scripts.send(Request.cmd(Command.XRANGE)
                .arg(scripts.keys().log(app))
                .arg(from)
                .arg("+")
                .arg("COUNT")
                .arg(limit));
    }

    private Future<Long> lastSequence(String app, String run) {
        return scripts.send(Request.cmd(Command.HGET)
                        .arg(scripts.keys().sequence(app))
                        .arg(run))
                .map(response -> response == null ? InboundOrder.NOTHING : response.toLong());
    }

    private Future<Void> rejoin() {
        return lease.markRestored()
                .onSuccess(skipped -> {
                    if (skipped) {
                        LOG.warn(
                                "After a restart of Redis, other nodes released this node's state before it reconnected");
                        interruptions.missedAll();
                    }
                })
                .compose(skipped -> others())
                .compose(restorations::await)
                .compose(this::continueWithout)
                .compose(ok -> Batches.forEach(state.pendingReleases(), this::notifyReleased));
    }

    private Future<Set<String>> others() {
        return lease.peers().isEmpty() ? lease.all() : Future.succeededFuture(lease.peers());
    }

    private Future<Void> continueWithout(UnrestoredNodesScript.Result unrestored) {
        if (unrestored.nodes().isEmpty()) {
            return done();
        }
        LOG.warnf(
                "%d nodes have not reconnected since Redis restarted; releasing their state",
                unrestored.nodes().size());
        if (unrestored.unknown()) {
            interruptions.missedAll(); // if the node crashed, nobody can notify of what it held
        }
        return done();
    }

    private Future<Void> notifyReleased(PendingReleases released) {
        App app = released.app();
        Future<Void> notified = done();
        for (NotifyReleasedScript call : released.notifications(slices.changes())) {
            notified = notified.compose(ok -> run(app.key(), call))
                    .onSuccess(countDue -> counts.schedule(app, countDue))
                    .mapEmpty();
        }
        return notified;
    }

    private Future<Void> until(BooleanSupplier condition) {
        return condition.getAsBoolean() ? done() : restorations.pause().compose(ok -> until(condition));
    }

    private <T> Future<T> run(String app, AppScript<T> script) {
        return scripts.run(app, scripts.webhooks().recorded(state.settings(app)), script);
    }
}
