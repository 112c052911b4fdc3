package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/**
 * Reads some of the entries that Redis has of this node, as in key {@code n}.
 *
 * @param count about how many
 */
public record NodeEntriesScript(String cursor, int count) implements AppScript<Page<List<String>>> {

    @Override
    public LuaScript script() {
        return LuaScript.NODE_ENTRIES;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(cursor).number(count);
    }

    @Override
    public Page<List<String>> read(Response response) {
        return Page.of(response, Responses::strings);
    }
}
