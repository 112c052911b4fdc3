package dev.vask.live.redis.scripts;

import dev.vask.live.Usage;
import io.vertx.redis.client.Response;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/** Reads the usage of an app. */
public record UsageScript(LocalDate today) implements AppScript<UsageScript.Result> {

    /**
     * The result.
     *
     * @param usage      the usage that Redis has
     * @param unrestored the months whose stored usage is missing in Redis
     */
    public record Result(Usage usage, List<YearMonth> unrestored) {}

    @Override
    public LuaScript script() {
        return LuaScript.USAGE;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.list(Usage.months(today).stream().map(YearMonth::toString).toList());
    }

    @Override
    public Result read(Response response) {
        Usage.StoredEvents stored = HistoryResponses.stored(response.get(5));
        Usage usage = new Usage(
                response.get(0).toLong(),
                response.get(1).toLong(),
                today,
                Responses.numbers(response.get(2), LocalDate::parse),
                Responses.numbers(response.get(3), quota -> quota),
                stored == null ? new Usage.StoredEvents(0, 0) : stored);
        return new Result(
                usage,
                Responses.strings(response.get(4)).stream()
                        .map(YearMonth::parse)
                        .toList());
    }
}
