package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/** Expires those of the nodes whose lease has ended. The result has no meaning. */
public record ExpireNodesScript(List<String> nodes) implements NodeScript<Response> {

    @Override
    public LuaScript script() {
        return LuaScript.EXPIRE_NODES;
    }

    @Override
    public List<String> keys(RedisKeys keys) {
        return List.of(keys.leases(), keys.expired());
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.each(nodes);
    }

    @Override
    public Response read(Response response) {
        return response;
    }
}
