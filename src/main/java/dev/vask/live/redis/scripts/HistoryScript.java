package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import dev.vask.live.EventIds;
import dev.vask.live.HistoryLimits;
import dev.vask.live.HistoryQuery;
import dev.vask.live.HistoryResult;
import dev.vask.protocol.ChannelName;
import io.vertx.redis.client.Response;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the history of a channel of an app with history.
 *
 * @param limits limits of the app's histories
 * @param now    the time
 */
public record HistoryScript(App app, ChannelName channel, HistoryQuery query, HistoryLimits limits, Instant now)
        implements AppScript<HistoryResult> {

    @Override
    public LuaScript script() {
        return LuaScript.HISTORY;
    }

    @Override
    public void write(ScriptArguments arguments) {
        HistoryArguments.write(arguments, app.history(), limits, now);
        arguments
                .text(channel.value())
                .text(orEmpty(query.afterId()))
                .text(orEmpty(query.cursor()))
                .flag(query.backward())
                .number(query.limit())
                .number(HistoryQuery.MAX_BYTES);
    }

    private static String orEmpty(@Nullable String id) {
        return id == null ? "" : id;
    }

    @Override
    public HistoryResult read(Response response) {
        String position = response.get(1).toString();
        String oldest = response.get(2).toString();
        String oldestOrNull = oldest.isEmpty() ? null : oldest;
        return response.get(0).toString().equals("gap")
                ? new HistoryResult.Gap(HistoryResponses.cause(response.get(3)), position, oldestOrNull)
                : new HistoryResult.Page(
                        HistoryResponses.events(EventIds.epoch(position), response.get(3)),
                        Responses.isOne(response.get(4)),
                        position,
                        oldestOrNull);
    }
}
