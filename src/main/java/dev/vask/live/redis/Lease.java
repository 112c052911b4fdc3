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

/** This node's name among the others, and the lease that says it lives (heartbeat). */
final class Lease {

    // A node that dies right after a beat must be noticed and reaped before the length is over.
    private static final double SILENCE = 2.0 / 3;
    private static final int BEATS = 6;
    private static final int APPS_AT_ONCE = 500;

    private final RedisConnections link;
    private final RedisKeys keys;
    private final Duration length;
    private final Set<String> announced = new HashSet<>();
    private volatile Set<String> peers = Set.of();

    /** How a beat of the heart went. */
    sealed interface Beat {

        /**
         * The node lives.
         *
         * @param live   the nodes that have a lease
         * @param dead   those that this one is asked to reap
         * @param silent those that said nothing for too long
         */
        record Alive(Set<String> live, List<String> dead, List<String> silent) implements Beat {}

        /** The node's lease expired. */
        record Gone() implements Beat {}
    }

    Lease(RedisConnections link, RedisKeys keys, Duration length) {
        this.link = link;
        this.keys = keys;
        this.length = length;
    }

    /** How often to {@link #beat}. */
    Duration interval() {
        return length.dividedBy(BEATS);
    }

    /** Time after the last heartbeat at which a node's lease expires. */
    Duration silence() {
        return Duration.ofMillis((long) (length.toMillis() * SILENCE));
    }

    /** Takes a lease that may not be there yet. */
    Future<Beat> take(String node) {
        return beat(node, true, false);
    }

    /** Renews the lease, if it is there. */
    Future<Beat> renew(String node) {
        return beat(node, false, false);
    }

    /** Renews the lease, and learns who else lives, who is dead, and who may be. */
    Future<Beat> beat(String node) {
        return beat(node, false, true).onSuccess(beat -> {
            if (beat instanceof Beat.Alive alive) {
                peers = alive.live();
            }
        });
    }

    private Future<Beat> beat(String node, boolean mayBeNew, boolean reaps) {
        List<String> arguments = List.of(node, Long.toString(silence().toMillis()), flag(mayBeNew), flag(reaps));
        return link.run(LuaScript.BEAT, List.of(keys.leases(), keys.dead()), arguments)
                .map(Lease::read);
    }

    private static Beat read(Response answer) {
        if (answer.get(0).toString().equals("gone")) {
            return new Beat.Gone();
        }
        return new Beat.Alive(
                Set.copyOf(ScriptResults.strings(answer.get(1))),
                ScriptResults.strings(answer.get(2)),
                ScriptResults.strings(answer.get(3)));
    }

    /** Takes for dead those of the nodes that are still silent; the next beat of any node finds them dead. */
    Future<Response> bury(List<String> silent) {
        return link.run(LuaScript.BURY, List.of(keys.leases(), keys.dead()), silent);
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    /** The nodes that lived at the last {@link #beat}, this one included; none before the first. */
    Set<String> peers() {
        return peers;
    }

    /** The nodes that have a lease, ended or not. */
    Future<Set<String>> all() {
        return link.send(Request.cmd(Command.ZRANGE).arg(keys.leases()).arg(0).arg(-1))
                .map(answer -> Set.copyOf(ScriptResults.strings(answer)));
    }

    /** Ends the lease of this node's own will. */
    Future<Response> leave(String node) {
        return link.run(LuaScript.LEAVE, List.of(keys.leases(), keys.dead()), List.of(node));
    }

    /** Notes, before the node holds anything of the app, that it may; done at once if that is noted. */
    synchronized Future<Void> announce(String node, String app) {
        if (announced.contains(app)) {
            return Future.succeededFuture();
        }
        return link.run(LuaScript.ANNOUNCE, List.of(keys.leases(), keys.appsOf(node)), List.of(node, app))
                .compose(answer -> {
                    if (answer.toInteger() == 0) {
                        return Future.failedFuture(new NodeReleasedException(node));
                    }
                    remember(app);
                    return Future.succeededFuture();
                });
    }

    private synchronized void remember(String app) {
        announced.add(app);
    }

    /** Redis may have forgotten what was announced. */
    synchronized void announceAgain() {
        announced.clear();
    }

    /** The node has a new name, and knows nobody. */
    synchronized void begin() {
        announced.clear();
        peers = Set.of();
    }

    /** The apps of which a node may hold something. */
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

    /** A dead node holds nothing more of these apps. */
    Future<Void> reaped(String node, Collection<String> apps) {
        Future<Void> last = reapedSome(node, List.of());
        for (List<String> some : Slices.of(List.copyOf(apps), APPS_AT_ONCE)) {
            last = last.compose(ok -> reapedSome(node, some));
        }
        return last;
    }

    private Future<Void> reapedSome(String node, List<String> apps) {
        List<String> arguments = new ArrayList<>(List.of(node));
        arguments.addAll(apps);
        return link.run(LuaScript.REAPED, List.of(keys.dead(), keys.appsOf(node), keys.runs(), keys.late()), arguments)
                .mapEmpty();
    }

    /** The node has told Redis what it holds: true if the others waited for that in vain since this run of Redis began. */
    Future<Boolean> back(String node, String run) {
        return link.run(LuaScript.BACK, List.of(keys.runs(), keys.late()), List.of(node, run))
                .map(answer -> answer.toInteger() == 1);
    }

    /**
     * Nodes that are not back.
     *
     * @param nodes     which are not
     * @param forgotten whether Redis does not even know of one of them, so that nobody will ever give up what it held
     */
    record Missing(Set<String> nodes, boolean forgotten) {}

    /** Which of the nodes are not {@link #back} in a run of Redis; they are told when they are, if they are waited for no longer. */
    Future<Missing> missing(Set<String> nodes, String run, boolean inVain) {
        List<String> arguments = new ArrayList<>(List.of(run, flag(inVain)));
        arguments.addAll(nodes);
        return link.run(LuaScript.MISSING, List.of(keys.runs(), keys.late(), keys.leases(), keys.dead()), arguments)
                .map(answer -> new Missing(
                        Set.copyOf(ScriptResults.strings(answer.get(0))),
                        answer.get(1).toInteger() == 1));
    }
}
