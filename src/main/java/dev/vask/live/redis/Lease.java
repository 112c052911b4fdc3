package dev.vask.live.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** This node's name among the others, and the lease that says it lives (heartbeat). */
final class Lease {

    private static final Duration REAPING = Duration.ofSeconds(10);

    private final RedisLink link;
    private final Keys keys;
    private final Duration length;
    private final Set<String> announced = new HashSet<>();
    private volatile Set<String> peers = Set.of();

    /** How a beat of the heart went. */
    sealed interface Beat {

        /** The node lives; {@code dead} are others that it is asked to reap. */
        record Alive(List<String> dead) implements Beat {}

        /** The lease had ended, and the node was taken for dead. */
        record Gone() implements Beat {}
    }

    Lease(RedisLink link, Keys keys, Duration length) {
        this.link = link;
        this.keys = keys;
        this.length = length;
    }

    /** How often to {@link #beat}. */
    Duration interval() {
        return length.dividedBy(3);
    }

    /**
     * Renews the lease, and learns who else lives and who is dead.
     *
     * @param first   whether there may be no lease yet
     * @param mayBury whether other nodes whose leases have ended may be taken for dead: not right after Redis was away, when
     *                that says nothing about them
     */
    Future<Beat> beat(String node, boolean first, boolean mayBury) {
        List<String> arguments =
                List.of(node, millis(length), flag(first), millis(REAPING), flag(mayBury));
        return link.run(Script.BEAT, List.of(keys.leases(), keys.dead()), arguments).map(this::read);
    }

    private Beat read(Response answer) {
        if (answer.get(0).toString().equals("gone")) {
            return new Beat.Gone();
        }
        peers = Set.copyOf(Answers.strings(answer.get(1)));
        return new Beat.Alive(Answers.strings(answer.get(2)));
    }

    /** The nodes that lived at the last beat, this one included. */
    Set<String> peers() {
        return peers;
    }

    /** Those of the given nodes that have no lease now. */
    Future<Set<String>> missing(Set<String> nodes) {
        return link.send(Request.cmd(Command.ZRANGE).arg(keys.leases()).arg(0).arg(-1))
                .map(answer -> {
                    Set<String> missing = new HashSet<>(nodes);
                    missing.removeAll(Answers.strings(answer));
                    return missing;
                });
    }

    /** Ends the lease of this node's own will. */
    Future<Response> leave(String node) {
        return link.run(Script.LEAVE, List.of(keys.leases(), keys.dead()), List.of(node));
    }

    /** Notes, before the node holds anything of the app, that it may; done at once if that is noted. */
    synchronized Future<Void> announce(String node, String app) {
        if (announced.contains(app)) {
            return Future.succeededFuture();
        }
        return link.send(Request.cmd(Command.SADD).arg(keys.appsOf(node)).arg(app)).map(ok -> {
            remember(app);
            return null;
        });
    }

    private synchronized void remember(String app) {
        announced.add(app);
    }

    /** Forgets what was announced: Redis may have, or the node has a new name. */
    synchronized void forget() {
        announced.clear();
    }

    /** The apps of which a node may hold something. */
    Future<Set<String>> appsOf(String node) {
        return link.send(Request.cmd(Command.SMEMBERS).arg(keys.appsOf(node)))
                .map(answer -> Answers.strings(answer).stream().collect(Collectors.toSet()));
    }

    /** A dead node holds nothing more. */
    Future<Void> buried(String node) {
        return link.send(Request.cmd(Command.DEL).arg(keys.appsOf(node)))
                .compose(ok -> link.send(Request.cmd(Command.ZREM).arg(keys.dead()).arg(node)))
                .mapEmpty();
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
