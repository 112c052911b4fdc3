package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.protocol.Member;
import io.vertx.redis.client.Response;
import java.util.List;

/** Releases subscriptions; true if a subscription count is due later. */
public record UnsubscribeScript(App app, List<Disconnection.HeldSubscription> subscriptions)
        implements AppScript<Boolean> {

    @Override
    public LuaScript script() {
        return LuaScript.UNSUBSCRIBE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.flag(app.subscriptionCounts());
        writeSubscriptions(arguments, subscriptions);
    }

    static void writeSubscriptions(ScriptArguments arguments, List<Disconnection.HeldSubscription> subscriptions) {
        arguments.number(subscriptions.size());
        for (Disconnection.HeldSubscription it : subscriptions) {
            Member member = it.member();
            arguments.text(it.channel().value()).text(member == null ? "" : member.id());
        }
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
