package dev.vask.live.redis.membership;

import dev.vask.live.redis.scripts.DeregisterNodeScript;
import dev.vask.live.redis.scripts.ExpireNodesScript;
import dev.vask.live.redis.scripts.FinishReleaseScript;
import dev.vask.live.redis.scripts.MarkRestoredScript;
import dev.vask.live.redis.scripts.NodeReleasedException;
import dev.vask.live.redis.scripts.Page;
import dev.vask.live.redis.scripts.RegisterAppScript;
import dev.vask.live.redis.scripts.RenewLeaseScript;
import dev.vask.live.redis.scripts.Responses;
import dev.vask.live.redis.scripts.ScriptRunner;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.live.redis.scripts.UnrestoredNodesScript;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The lease of this node, and what it knows of the other nodes; see {@link NodeState}. Thread-safe. */
final class Lease {

    // The rest is for other nodes to notice that the lease has ended, and to release the state.
    private static final double VALID_SHARE = 2.0 / 3;
    private static final int RENEWALS = 6;
    private static final int APPS_AT_ONCE = 500;

    private final ScriptRunner scripts;
    private final NodeIdentity identity;
    private final Duration length;
    private final Set<String> registeredApps = new HashSet<>();
    private volatile Set<String> peers = Set.of();

    /**
     * A lease that is not taken yet.
     *
     * @param length time after the last heartbeat at which the state of this node must be released
     */
    Lease(ScriptRunner scripts, NodeIdentity identity, Duration length) {
        this.scripts = scripts;
        this.identity = identity;
        this.length = length;
    }

    /** How often to call {@link #heartbeat}. */
    Duration interval() {
        return length.dividedBy(RENEWALS);
    }

    /** Time after the last heartbeat at which the lease ends. */
    Duration duration() {
        return Duration.ofMillis((long) (length.toMillis() * VALID_SHARE));
    }

    /** Takes a lease that may not exist yet. */
    Future<RenewLeaseScript.Result> take() {
        return renew(true, false);
    }

    /** Renews the lease if it exists. */
    Future<RenewLeaseScript.Result> renew() {
        return renew(false, false);
    }

    /** Renews the lease, and learns the state of the other nodes. */
    Future<RenewLeaseScript.Result> heartbeat() {
        return renew(false, true).onSuccess(result -> {
            if (result instanceof RenewLeaseScript.Result.Alive alive) {
                peers = alive.live();
            }
        });
    }

    /** The failure of operations after the lease expired. */
    NodeReleasedException expired() {
        return new NodeReleasedException(identity.node());
    }

    private Future<RenewLeaseScript.Result> renew(boolean mayBeNew, boolean canRelease) {
        return scripts.run(new RenewLeaseScript(identity.node(), duration(), mayBeNew, canRelease));
    }

    /** Expires those of the nodes whose lease has still not been renewed; the next heartbeat of any node finds them. */
    Future<Void> expire(List<String> overdue) {
        return scripts.run(new ExpireNodesScript(overdue)).mapEmpty();
    }

    /** Ends the lease of this node, which stops. */
    Future<Void> deregister() {
        return scripts.run(new DeregisterNodeScript(identity.node())).mapEmpty();
    }

    /** The nodes with a lease at the last {@link #heartbeat}, this one included; empty before the first. */
    Set<String> peers() {
        return peers;
    }

    /** The nodes that have a lease, even if it has ended. */
    Future<Set<String>> all() {
        return scripts.send(Request.cmd(Command.ZRANGE)
                        .arg(scripts.keys().leases())
                        .arg(0)
                        .arg(-1))
                .map(response -> Set.copyOf(Responses.strings(response)));
    }

    /** Registers an app in which the node may hold entries; call it before it does. Immediate if the app is registered. */
    synchronized Future<Void> registerApp(String app) {
        if (registeredApps.contains(app)) {
            return Future.succeededFuture();
        }
        return scripts.run(new RegisterAppScript(identity.node(), app)).compose(registered -> {
            if (!registered) {
                return Future.failedFuture(expired());
            }
            remember(app);
            return Future.succeededFuture();
        });
    }

    private synchronized void remember(String app) {
        registeredApps.add(app);
    }

    /** Registers all apps again: Redis may have lost them. */
    synchronized void registerAgain() {
        registeredApps.clear();
    }

    /** The node has a new name. */
    synchronized void reset() {
        registeredApps.clear();
        peers = Set.of();
    }

    /** The apps in which a node may hold entries. */
    Future<Set<String>> appsOf(String node) {
        return appsOf(node, Page.START, new HashSet<>());
    }

    private Future<Set<String>> appsOf(String node, String cursor, Set<String> found) {
        Request scan = Request.cmd(Command.SSCAN)
                .arg(scripts.keys().appsOf(node))
                .arg(cursor)
                .arg("COUNT")
                .arg(APPS_AT_ONCE);
        return scripts.send(scan)
                .map(response -> Page.of(response, Responses::strings))
                .compose(page -> {
                    found.addAll(page.items());
                    return page.isLast() ? Future.succeededFuture(found) : appsOf(node, page.next(), found);
                });
    }

    /** Records that the state of an expired node is released in these apps. */
    Future<Void> finishRelease(String node, Collection<String> apps) {
        Future<Void> last = finishSome(node, List.of());
        for (List<String> some : Slices.of(List.copyOf(apps), APPS_AT_ONCE)) {
            last = last.compose(ok -> finishSome(node, some));
        }
        return last;
    }

    private Future<Void> finishSome(String node, List<String> apps) {
        return scripts.run(new FinishReleaseScript(node, apps)).mapEmpty();
    }

    /** Records that this node has restored its entries: true if the others stopped waiting for it in this run of Redis. */
    Future<Boolean> markRestored() {
        return scripts.run(new MarkRestoredScript(identity.node(), identity.run()));
    }

    /** Which of the other nodes have not restored their entries. With {@code skip}, their {@link #markRestored} returns true. */
    Future<UnrestoredNodesScript.Result> unrestored(Set<String> nodes, boolean skip) {
        Set<String> others = new HashSet<>(nodes);
        others.remove(identity.node());
        return scripts.run(new UnrestoredNodesScript(others, identity.run(), skip));
    }
}
