package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;

/** Reads the usage of a month to store it, which one node does at a time. */
public record TakeUsageScript(YearMonth month) implements AppScript<TakeUsageScript.Result> {

    /** The result. */
    public sealed interface Result {

        /** The stored usage of the month is missing in Redis, and has to be restored first. */
        record Unrestored() implements Result {}

        /** Another node has read it recently. */
        record Taken() implements Result {}

        /** The events of each day. */
        record Days(Map<LocalDate, Long> events) implements Result {}
    }

    @Override
    public LuaScript script() {
        return LuaScript.TAKE_USAGE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(month.toString());
    }

    @Override
    public Result read(Response response) {
        return switch (response.get(0).toString()) {
            case "unrestored" -> new Result.Unrestored();
            case "taken" -> new Result.Taken();
            default -> new Result.Days(Responses.numbers(response.get(1), LocalDate::parse));
        };
    }
}
