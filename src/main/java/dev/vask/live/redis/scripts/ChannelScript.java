package dev.vask.live.redis.scripts;

import dev.vask.live.ChannelState;
import dev.vask.live.Counts;
import dev.vask.protocol.ChannelName;
import io.vertx.redis.client.Response;

/** Reads the state of a channel. */
public record ChannelScript(ChannelName channel) implements AppScript<ChannelState> {

    @Override
    public LuaScript script() {
        return LuaScript.CHANNEL;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.text(channel.value());
    }

    @Override
    public ChannelState read(Response response) {
        Counts counts = new Counts(response.get(0).toLong(), response.get(1).toLong());
        return new ChannelState(counts, Responses.cached(response.get(2)));
    }
}
