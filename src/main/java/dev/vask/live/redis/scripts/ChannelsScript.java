package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a page of the occupied channels, with their numbers of members.
 *
 * @param after the last name of the previous page, empty for the first page
 */
public record ChannelsScript(String prefix, String after, int limit) implements AppScript<SortedMap<String, Long>> {

    @Override
    public LuaScript script() {
        return LuaScript.CHANNELS;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(prefix).text(after).number(limit);
    }

    @Override
    public SortedMap<String, Long> read(Response response) {
        return new TreeMap<>(Responses.numbers(response, name -> name));
    }
}
