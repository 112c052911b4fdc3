package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;

/** Adds the stored usage of a month to Redis, once. The result has no meaning. */
public record RestoreUsageScript(YearMonth month, Map<LocalDate, Long> days) implements AppScript<Response> {

    @Override
    public LuaScript script() {
        return LuaScript.RESTORE_USAGE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(month.toString()).number(days.size());
        days.forEach((day, events) -> arguments.text(day.toString()).number(events));
    }

    @Override
    public Response read(Response response) {
        return response;
    }
}
