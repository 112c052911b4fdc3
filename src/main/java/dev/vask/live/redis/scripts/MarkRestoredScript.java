package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/** Records that a node has restored its entries in a run of Redis; true if the others stopped waiting for it. */
public record MarkRestoredScript(String node, String run) implements NodeScript<Boolean> {

    @Override
    public LuaScript script() {
        return LuaScript.MARK_RESTORED;
    }

    @Override
    public List<String> keys(RedisKeys keys) {
        return List.of(keys.restored(), keys.skipped());
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(node).text(run);
    }

    @Override
    public Boolean read(Response response) {
        return Responses.isOne(response);
    }
}
