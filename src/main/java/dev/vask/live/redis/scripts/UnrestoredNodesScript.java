package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Set;

/**
 * Finds the nodes that have not restored their entries in a run of Redis.
 *
 * @param skip whether the caller stops waiting for them, which they learn from {@link MarkRestoredScript}
 */
public record UnrestoredNodesScript(Set<String> nodes, String run, boolean skip)
        implements NodeScript<UnrestoredNodesScript.Result> {

    /**
     * The result.
     *
     * @param nodes   the nodes
     * @param unknown whether Redis does not know one of them, whose entries will therefore never be released
     */
    public record Result(Set<String> nodes, boolean unknown) {}

    @Override
    public LuaScript script() {
        return LuaScript.UNRESTORED_NODES;
    }

    @Override
    public List<String> keys(RedisKeys keys) {
        return List.of(keys.restored(), keys.skipped(), keys.leases(), keys.expired());
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(run).flag(skip).each(nodes);
    }

    @Override
    public Result read(Response response) {
        return new Result(Set.copyOf(Responses.strings(response.get(0))), Responses.isOne(response.get(1)));
    }
}
