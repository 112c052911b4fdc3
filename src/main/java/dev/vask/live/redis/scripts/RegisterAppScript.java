package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/** Registers an app in which a node may hold entries; false if the node has no lease. */
public record RegisterAppScript(String node, String app) implements NodeScript<Boolean> {

    @Override
    public LuaScript script() {
        return LuaScript.REGISTER_APP;
    }

    @Override
    public List<String> keys(RedisKeys keys) {
        return List.of(keys.leases(), keys.appsOf(node));
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(node).text(app);
    }

    @Override
    public Boolean read(Response response) {
        return Responses.isOne(response);
    }
}
