package dev.vask.live.redis.scripts;

import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.UserId;
import io.vertx.redis.client.Response;

/** Closes the connections of a user with a code, on all nodes. The result has no meaning. */
public record TerminateScript(UserId user, ErrorCode code) implements AppScript<Response> {

    @Override
    public LuaScript script() {
        return LuaScript.TERMINATE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(user.value()).number(code.code());
    }

    @Override
    public Response read(Response response) {
        return response;
    }
}
