package dev.vask.live.redis;

import dev.vask.live.NodeLease;
import dev.vask.live.NodeMessages;
import dev.vask.live.redis.membership.Membership;
import dev.vask.live.redis.scripts.Responses;
import dev.vask.live.redis.scripts.ScriptRunner;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** {@link NodeMessages} over topics of Redis: one of all nodes, and one of each node. */
final class RedisNodeMessages implements NodeMessages {

    private static final long MILLIS = 1_000;

    private final Membership node;
    private final ScriptRunner scripts;

    RedisNodeMessages(Membership node) {
        this.node = node;
        this.scripts = node.scripts();
    }

    @Override
    public String node() {
        return node.name();
    }

    @Override
    public void onMessage(BiConsumer<String, String> receiver) {
        node.onNodeMessage(receiver);
    }

    @Override
    public void broadcast(String message) {
        publish(scripts.keys().nodes(), message);
    }

    @Override
    public void send(String to, String message) {
        publish(scripts.keys().node(to), message);
    }

    private void publish(String topic, String message) {
        if (node.isReady()) {
            scripts.send(Request.cmd(Command.PUBLISH).arg(topic).arg(node.name() + '\n' + message));
        }
    }

    @Override
    public CompletionStage<List<NodeLease>> nodes() {
        Future<Long> now = scripts.send(Request.cmd(Command.TIME))
                .map(time -> time.get(0).toLong() * MILLIS + time.get(1).toLong() / MILLIS);
        Future<Response> alive = scripts.send(Request.cmd(Command.ZRANGE)
                .arg(scripts.keys().leases())
                .arg(0)
                .arg(-1)
                .arg("WITHSCORES"));
        Future<Response> expired = scripts.send(
                Request.cmd(Command.ZRANGE).arg(scripts.keys().expired()).arg(0).arg(-1));
        return Stages.of(Future.all(now, alive, expired).map(all -> {
            List<NodeLease> nodes = new ArrayList<>();
            addAlive(nodes, alive.result(), now.result());
            Responses.strings(expired.result()).forEach(it -> nodes.add(new NodeLease(it, false, 0)));
            return nodes;
        }));
    }

    /** Adds nodes and the ends of their leases: pairs in RESP3, a flat list in RESP2. */
    private static void addAlive(List<NodeLease> nodes, Response leases, long now) {
        boolean nested = leases.size() > 0 && leases.get(0).type() == ResponseType.MULTI;
        int step = nested ? 1 : 2;
        for (int i = 0; i < leases.size(); i += step) {
            String name =
                    nested ? leases.get(i).get(0).toString() : leases.get(i).toString();
            Response end = nested ? leases.get(i).get(1) : leases.get(i + 1);
            long left = (long) Double.parseDouble(end.toString()) - now;
            nodes.add(new NodeLease(name, left > 0, Math.max(0, left)));
        }
    }
}
