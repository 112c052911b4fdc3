package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/** Records that the state of an expired node is released in some apps. The result has no meaning. */
public record FinishReleaseScript(String node, List<String> apps) implements NodeScript<Response> {

    @Override
    public LuaScript script() {
        return LuaScript.FINISH_RELEASE;
    }

    @Override
    public List<String> keys(RedisKeys keys) {
        return List.of(keys.expired(), keys.appsOf(node), keys.restored(), keys.skipped());
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(node).each(apps);
    }

    @Override
    public Response read(Response response) {
        return response;
    }
}
