package dev.vask.live.redis.scripts;

import dev.vask.apps.Quota;
import io.vertx.redis.client.Response;
import java.time.YearMonth;

/** Adds to the rejections of a month because of a quota. The result has no meaning. */
public record CountRejectionsScript(YearMonth month, Quota quota, long rejections) implements AppScript<Response> {

    @Override
    public LuaScript script() {
        return LuaScript.COUNT_REJECTIONS;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(month.toString()).text(quota.wireName()).number(rejections);
    }

    @Override
    public Response read(Response response) {
        return response;
    }
}
