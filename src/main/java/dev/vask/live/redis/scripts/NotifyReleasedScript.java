package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import io.vertx.redis.client.Response;
import java.util.List;

/** Notifies of what this node released while Redis was away; true if a subscription count is due later. */
public record NotifyReleasedScript(App app, List<ReleasedSubscription> subscriptions, List<String> users)
        implements AppScript<Boolean> {

    /** A channel and the member, empty except on presence channels. */
    public record ReleasedSubscription(String channel, String user) {}

    @Override
    public LuaScript script() {
        return LuaScript.NOTIFY_RELEASED;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.flag(app.subscriptionCounts()).number(subscriptions.size());
        for (ReleasedSubscription it : subscriptions) {
            arguments.text(it.channel()).text(it.user());
        }
        arguments.list(users);
    }

    @Override
    public Boolean read(Response response) {
        return Responses.isOne(response.get(0));
    }
}
