package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.util.List;

/**
 * Reads some of the members of a channel that have connections to this node, as Redis knows them.
 *
 * @param count about how many
 */
public record NodeMembersScript(String channel, String cursor, int count) implements AppScript<Page<List<String>>> {

    @Override
    public LuaScript script() {
        return LuaScript.NODE_MEMBERS;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(channel).text(cursor).number(count);
    }

    @Override
    public Page<List<String>> read(Response response) {
        return Page.of(response, Responses::strings);
    }
}
