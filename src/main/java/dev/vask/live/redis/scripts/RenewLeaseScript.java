package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Takes or renews the lease of this node.
 *
 * @param duration   the duration of the lease
 * @param mayBeNew   whether the node may have no lease yet
 * @param canRelease whether it can release the state of expired nodes
 */
public record RenewLeaseScript(String node, Duration duration, boolean mayBeNew, boolean canRelease)
        implements NodeScript<RenewLeaseScript.Result> {

    private static final String EXPIRED = "EXPIRED";

    /** The result. */
    public sealed interface Result {

        /**
         * The node has a lease.
         *
         * @param live      the nodes that have a lease
         * @param toRelease the expired nodes whose state this one has to release
         * @param overdue   the nodes whose lease has ended
         * @param left      those of the nodes to release that ended their lease themselves, because they stopped
         */
        record Alive(Set<String> live, List<String> toRelease, List<String> overdue, Set<String> left)
                implements Result {}

        /** The lease of the node expired. */
        record Expired() implements Result {}
    }

    @Override
    public LuaScript script() {
        return LuaScript.RENEW_LEASE;
    }

    @Override
    public List<String> keys(RedisKeys keys) {
        return List.of(keys.leases(), keys.expired());
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(node).number(duration.toMillis()).flag(mayBeNew).flag(canRelease);
    }

    @Override
    public Result read(Response response) {
        if (response.get(0).toString().equals(EXPIRED)) {
            return new Result.Expired();
        }
        return new Result.Alive(
                Set.copyOf(Responses.strings(response.get(1))),
                Responses.strings(response.get(2)),
                Responses.strings(response.get(3)),
                Set.copyOf(Responses.strings(response.get(4))));
    }
}
