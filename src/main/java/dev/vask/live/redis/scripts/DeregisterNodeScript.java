package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/** Ends the lease of a node that stops. The result has no meaning. */
public record DeregisterNodeScript(String node) implements NodeScript<Response> {

    @Override
    public LuaScript script() {
        return LuaScript.DEREGISTER_NODE;
    }

    @Override
    public List<String> keys(RedisKeys keys) {
        return List.of(keys.leases(), keys.expired());
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(node);
    }

    @Override
    public Response read(Response response) {
        return response;
    }
}
