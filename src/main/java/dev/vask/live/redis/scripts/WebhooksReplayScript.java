package dev.vask.live.redis.scripts;

import dev.vask.live.Delivery;
import io.vertx.redis.client.Response;

/**
 * Queues a dead letter again. The result is 1, or 0 if it no longer exists.
 *
 * @param entry    its entry in the stream of dead letters
 * @param delivery the delivery without its attempts
 */
public record WebhooksReplayScript(String entry, Delivery delivery) implements AppScript<Integer> {

    @Override
    public LuaScript script() {
        return LuaScript.WEBHOOKS_REPLAY;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments
                .text(entry)
                .text(delivery.id())
                .number(delivery.events().size())
                .text(WebhookEntry.text(delivery));
    }

    @Override
    public Integer read(Response response) {
        return response.toInteger();
    }
}
