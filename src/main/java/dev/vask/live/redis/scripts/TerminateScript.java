package dev.vask.live.redis.scripts;

import dev.vask.protocol.UserId;
import io.vertx.redis.client.Response;

/** Closes the connections of a user, on all nodes. The result has no meaning. */
public record TerminateScript(UserId user) implements AppScript<Response> {

    @Override
    public LuaScript script() {
        return LuaScript.TERMINATE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(user.value());
    }

    @Override
    public Response read(Response response) {
        return response;
    }
}
