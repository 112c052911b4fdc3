package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import io.vertx.redis.client.Response;

/** Sends subscription counts that are due, for a maximum number of channels. */
public record SendDueCountsScript(App app, int limit) implements AppScript<SendDueCountsScript.Result> {

    /**
     * The result.
     *
     * @param dueLater whether other counts are due later
     * @param dueNow   whether other counts are due now
     */
    public record Result(boolean dueLater, boolean dueNow) {}

    @Override
    public LuaScript script() {
        return LuaScript.SEND_DUE_COUNTS;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.flag(app.subscriptionCounts()).number(limit);
    }

    @Override
    public Result read(Response response) {
        return new Result(Responses.isOne(response.get(0)), Responses.isOne(response.get(1)));
    }
}
