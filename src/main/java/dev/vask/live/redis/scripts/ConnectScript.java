package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import io.vertx.redis.client.Response;

/** Counts a connection; false if it would exceed the quota of the app. */
public record ConnectScript(App app) implements AppScript<Boolean> {

    @Override
    public LuaScript script() {
        return LuaScript.CONNECT;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.limit(app.quotas().get(Quota.MAX_CONNECTIONS));
    }

    @Override
    public Boolean read(Response response) {
        return Responses.isOne(response);
    }
}
