package dev.vask.live.redis.scripts;

import dev.vask.live.MemberPage;
import dev.vask.protocol.ChannelName;
import io.vertx.redis.client.Response;

/**
 * Reads some members of a channel, with their info.
 *
 * @param count about how many
 */
public record MembersScript(ChannelName channel, String cursor, int count) implements AppScript<MemberPage> {

    @Override
    public LuaScript script() {
        return LuaScript.MEMBERS;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(channel.value()).text(cursor).number(count);
    }

    @Override
    public MemberPage read(Response response) {
        String next = response.get(0).toString();
        return new MemberPage(SubscribeScript.members(response.get(1)), next.equals(Page.START) ? null : next);
    }
}
