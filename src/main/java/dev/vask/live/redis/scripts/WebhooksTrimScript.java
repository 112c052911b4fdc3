package dev.vask.live.redis.scripts;

import io.vertx.redis.client.Response;
import java.time.Duration;

/**
 * Deletes the dead letters of an app that are older than their retention. Returns how many.
 *
 * @param retention how long they are kept
 */
public record WebhooksTrimScript(Duration retention) implements AppScript<Integer> {

    @Override
    public LuaScript script() {
        return LuaScript.WEBHOOKS_TRIM;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments.number(retention.toMillis());
    }

    @Override
    public Integer read(Response response) {
        return response.toInteger();
    }
}
