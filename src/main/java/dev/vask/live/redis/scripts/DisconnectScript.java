package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.protocol.UserId;
import io.vertx.redis.client.Response;

/** Releases a connection with the last part of what it held; true if a subscription count is due later. */
public record DisconnectScript(App app, Disconnection last) implements AppScript<Boolean> {

    @Override
    public LuaScript script() {
        return LuaScript.DISCONNECT;
    }

    @Override
    public void write(ScriptArguments arguments) {
        UserId user = last.user();
        arguments
                .flag(app.subscriptionCounts())
                .text(user == null ? "" : user.value())
                .list(last.watchlist());
        UnsubscribeScript.writeSubscriptions(arguments, last.subscriptions());
    }

    @Override
    public int changesAt() {
        return 1;
    }

    @Override
    public Boolean read(Response response) {
        return Responses.isOne(response.get(0));
    }
}
