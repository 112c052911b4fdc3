package dev.vask.live.redis.scripts;

import dev.vask.live.WebhookStatus;
import io.vertx.redis.client.Response;
import java.time.Instant;

/** Reads the state of an app's webhook queue. */
public record WebhooksStatusScript() implements AppScript<WebhookStatus> {

    @Override
    public LuaScript script() {
        return LuaScript.WEBHOOKS_STATUS;
    }

    @Override
    public void write(ScriptArguments arguments) {
        // it has none of its own
    }

    @Override
    public WebhookStatus read(Response response) {
        long lastDropped = response.get(4).toLong();
        return new WebhookStatus(
                response.get(0).toLong(),
                response.get(1).toLong(),
                response.get(2).toLong(),
                response.get(3).toLong(),
                lastDropped == 0 ? null : Instant.ofEpochMilli(lastDropped),
                response.get(5).toLong(),
                response.get(6).toLong());
    }
}
