package dev.vask.live.redis.scripts;

import dev.vask.protocol.ChannelName;
import io.vertx.redis.client.Response;
import java.util.Map;

/**
 * Reads some members of a channel, with the sequence at which each was added.
 *
 * @param count about how many
 */
public record UsersScript(ChannelName channel, String cursor, int count) implements AppScript<Page<Map<String, Long>>> {

    @Override
    public LuaScript script() {
        return LuaScript.USERS;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(channel.value()).text(cursor).number(count);
    }

    @Override
    public Page<Map<String, Long>> read(Response response) {
        return Page.of(response, pairs -> Responses.numbers(pairs, user -> user));
    }
}
