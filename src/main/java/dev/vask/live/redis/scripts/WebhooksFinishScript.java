package dev.vask.live.redis.scripts;

import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueueLimits;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Records the outcome of a delivery attempt. The result is the number of dead letters that were dropped because of a limit.
 *
 * @param outcome the outcome and its arguments
 */
public record WebhooksFinishScript(Delivery delivery, List<String> outcome) implements AppScript<Integer> {

    /** The delivery succeeded or is no longer wanted. */
    public static WebhooksFinishScript done(Delivery delivery) {
        return new WebhooksFinishScript(delivery, List.of("done"));
    }

    /** The delivery is retried after a delay. */
    public static WebhooksFinishScript retry(Delivery delivery, Duration delay) {
        return new WebhooksFinishScript(
                delivery, List.of("retry", WebhookEntry.text(delivery), Long.toString(delay.toMillis())));
    }

    /** The delivery becomes a dead letter. */
    public static WebhooksFinishScript dead(Delivery delivery, Instant now, String reason, WebhookQueueLimits limits) {
        return new WebhooksFinishScript(
                delivery,
                List.of(
                        "dead",
                        WebhookEntry.text(delivery, now, reason),
                        Integer.toString(WebhookQueue.MAX_DEAD_LETTERS),
                        Long.toString(limits.deadLetterBytes()),
                        Long.toString(WebhookQueue.DEAD_LETTER_RETENTION.toMillis())));
    }

    @Override
    public LuaScript script() {
        return LuaScript.WEBHOOKS_FINISH;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments
                .text(delivery.id())
                .number(delivery.events().size())
                .list(delivery.entries())
                .each(outcome);
    }

    @Override
    public Integer read(Response response) {
        return response.toInteger();
    }
}
