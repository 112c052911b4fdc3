package dev.vask.live.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The lease of this node, and what it knows of the other nodes; see {@link NodeState}. */
final class Lease {

    // The rest is for other nodes to notice that the lease has ended, and to release the state.
    private static final double VALID_SHARE = 2.0 / 3;
    private static final int RENEWALS = 6;
    private static final int APPS_AT_ONCE = 500;

    private final RedisConnections link;
    private final RedisKeys keys;
    private final Duration length;
    private final Set<String> registered = new HashSet<>();
    private volatile Set<String> peers = Set.of();

    /** The result of a renewal. */
    sealed interface Renewal {

        /**
         * The node is {@link NodeState#ALIVE}.
         *
         * @param live      the nodes that have a lease
         * @param toRelease the expired nodes whose state this one has to release
         * @param overdue   the nodes whose lease has ended
         */
        record Alive(Set<String> live, List<String> toRelease, List<String> overdue) implements Renewal {}

        /** The node's lease expired. */
        record Expired() implements Renewal {}
    }

    Lease(RedisConnections link, RedisKeys keys, Duration length) {
        this.link = link;
        this.keys = keys;
        this.length = length;
    }

    /** How often to call {@link #heartbeat}. */
    Duration interval() {
        return length.dividedBy(RENEWALS);
    }

    /** Time after the last heartbeat at which a node's lease expires. */
    Duration duration() {
        return Duration.ofMillis((long) (length.toMillis() * VALID_SHARE));
    }

    /** Takes a lease that may not be there yet. */
    Future<Renewal> take(String node) {
        return renew(node, true, false);
    }

    /** Renews the lease, if it is there. */
    Future<Renewal> renew(String node) {
        return renew(node, false, false);
    }

    /** Renews the lease, and learns the state of the other nodes. */
    Future<Renewal> heartbeat(String node) {
        return renew(node, false, true).onSuccess(renewal -> {
            if (renewal instanceof Renewal.Alive alive) {
                peers = alive.live();
            }
        });
    }

    private Future<Renewal> renew(String node, boolean mayBeNew, boolean canRelease) {
        List<String> arguments = List.of(node, Long.toString(duration().toMillis()), flag(mayBeNew), flag(canRelease));
        return link.run(LuaScript.RENEW_LEASE, List.of(keys.leases(), keys.expired()), arguments)
                .map(Lease::read);
    }

    private static Renewal read(Response answer) {
        if (answer.get(0).toString().equals(NodeState.EXPIRED.name())) {
            return new Renewal.Expired();
        }
        return new Renewal.Alive(
                Set.copyOf(ScriptResults.strings(answer.get(1))),
                ScriptResults.strings(answer.get(2)),
                ScriptResults.strings(answer.get(3)));
    }

    /** Expires those of the nodes whose lease has still not been renewed; the next heartbeat of any node finds them. */
    Future<Response> expire(List<String> overdue) {
        return link.run(LuaScript.EXPIRE_NODES, List.of(keys.leases(), keys.expired()), overdue);
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    /** The nodes with a lease at the last {@link #heartbeat}, this one included; empty before the first. */
    Set<String> peers() {
        return peers;
    }

    /** The nodes that have a lease, even if it has ended. */
    Future<Set<String>> all() {
        return link.send(Request.cmd(Command.ZRANGE).arg(keys.leases()).arg(0).arg(-1))
                .map(answer -> Set.copyOf(ScriptResults.strings(answer)));
    }

    /** Ends the lease of a node that stops. */
    Future<Response> deregister(String node) {
        return link.run(LuaScript.DEREGISTER_NODE, List.of(keys.leases(), keys.expired()), List.of(node));
    }

    /** Registers an app in which the node may hold entries; call it before it does. Immediate if the app is registered. */
    synchronized Future<Void> registerApp(String node, String app) {
        if (registered.contains(app)) {
            return Future.succeededFuture();
        }
        return link.run(LuaScript.REGISTER_APP, List.of(keys.leases(), keys.appsOf(node)), List.of(node, app))
                .compose(answer -> {
                    if (answer.toInteger() == 0) {
                        return Future.failedFuture(new NodeReleasedException(node));
                    }
                    remember(app);
                    return Future.succeededFuture();
                });
    }

    private synchronized void remember(String app) {
        registered.add(app);
    }

    /** Registers all apps again: Redis may have lost them. */
    synchronized void registerAgain() {
        registered.clear();
    }

    /** The node has a new name. */
    synchronized void begin() {
        registered.clear();
        peers = Set.of();
    }

    /** The apps in which a node may hold entries. */
    Future<Set<String>> appsOf(String node) {
        return appsOf(node, ScriptResults.FIRST_CURSOR, new HashSet<>());
    }

    private Future<Set<String>> appsOf(String node, String cursor, Set<String> found) {
        Request scan = Request.cmd(Command.SSCAN)
                .arg(keys.appsOf(node))
                .arg(cursor)
                .arg("COUNT")
                .arg(APPS_AT_ONCE);
        return link.send(scan).compose(page -> {
            found.addAll(ScriptResults.strings(page.get(1)));
            String next = page.get(0).toString();
            return next.equals(ScriptResults.FIRST_CURSOR) ? Future.succeededFuture(found) : appsOf(node, next, found);
        });
    }

    /** The state of an expired node is released in these apps. */
    Future<Void> finishRelease(String node, Collection<String> apps) {
        Future<Void> last = finishSome(node, List.of());
        for (List<String> some : Slices.of(List.copyOf(apps), APPS_AT_ONCE)) {
            last = last.compose(ok -> finishSome(node, some));
        }
        return last;
    }

    private Future<Void> finishSome(String node, List<String> apps) {
        List<String> arguments = new ArrayList<>(List.of(node));
        arguments.addAll(apps);
        return link.run(
                        LuaScript.FINISH_RELEASE,
                        List.of(keys.expired(), keys.appsOf(node), keys.restored(), keys.skipped()),
                        arguments)
                .mapEmpty();
    }

    /** Records that the node has restored its entries: true if the others stopped waiting for it in this run of Redis. */
    Future<Boolean> markRestored(String node, String run) {
        return link.run(LuaScript.MARK_RESTORED, List.of(keys.restored(), keys.skipped()), List.of(node, run))
                .map(answer -> answer.toInteger() == 1);
    }

    /**
     * Nodes that have not restored their entries.
     *
     * @param nodes   the nodes
     * @param unknown whether Redis does not know one of them, whose entries will therefore never be released
     */
    record Unrestored(Set<String> nodes, boolean unknown) {}

    /**
     * Which of the nodes have not restored their entries in a run of Redis. With {@code skip}, {@link #markRestored} returns true for
     * them.
     */
    Future<Unrestored> unrestored(Set<String> nodes, String run, boolean skip) {
        List<String> arguments = new ArrayList<>(List.of(run, flag(skip)));
        arguments.addAll(nodes);
        return link.run(
                        LuaScript.UNRESTORED_NODES,
                        List.of(keys.restored(), keys.skipped(), keys.leases(), keys.expired()),
                        arguments)
                .map(answer -> new Unrestored(
                        Set.copyOf(ScriptResults.strings(answer.get(0))),
                        answer.get(1).toInteger() == 1));
    }
}
