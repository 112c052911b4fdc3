package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Finds the nodes whose state has to be released, for a caller that is not a node.
 *
 * @param reservation the time that the caller has for the release; after it, another one gets the same node
 */
public record ExpiredNodesScript(Duration reservation) implements NodeScript<ExpiredNodesScript.Result> {

    /**
     * The result.
     *
     * @param toRelease the expired nodes whose state the caller has to release
     * @param overdue   the nodes whose lease has ended
     * @param left      those of {@code toRelease} that ended their lease themselves
     */
    public record Result(List<String> toRelease, List<String> overdue, Set<String> left) {}

    @Override
    public LuaScript script() {
        return LuaScript.EXPIRED_NODES;
    }

    @Override
    public List<String> keys(RedisKeys keys) {
        return List.of(keys.leases(), keys.expired());
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.number(reservation.toMillis());
    }

    @Override
    public Result read(Response response) {
        return new Result(
                Responses.strings(response.get(0)),
                Responses.strings(response.get(1)),
                Set.copyOf(Responses.strings(response.get(2))));
    }
}
