package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;

/** Ends this node's ownership of an app's webhook queue. The result has no meaning. */
public record WebhooksReleaseScript() implements AppScript<Response> {

    @Override
    public LuaScript script() {
        return LuaScript.WEBHOOKS_RELEASE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        // it has none of its own
    }

    @Override
    public Response read(Response response) {
        return response;
    }
}
