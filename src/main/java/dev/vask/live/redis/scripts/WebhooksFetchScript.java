package dev.vask.live.redis.scripts;

import dev.vask.apps.App;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueue.TakeResult;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches the deliveries of an app that are due.
 *
 * @param app   the key of the app
 * @param batch whether one request contains several events
 */
public record WebhooksFetchScript(String app, WebhookQueue.TakeRequest want, boolean batch)
        implements AppScript<TakeResult> {

    @Override
    public LuaScript script() {
        return LuaScript.WEBHOOKS_FETCH;
    }

    @Override
    public void write(ScriptArguments arguments) {
        arguments
                .number(WebhookQueue.OWNERSHIP.toMillis())
                .text(want.after() == null ? "" : want.after())
                .number(want.first())
                .number(want.retries())
                .number(want.attempt().multipliedBy(2).toMillis())
                .flag(batch)
                .number(App.PROPAGATION_TIME.toMillis());
    }

    @Override
    public TakeResult read(Response response) {
        if (response.get(0).toString().equals("elsewhere")) {
            return new TakeResult.OwnedElsewhere(
                    Duration.ofMillis(Math.max(0, response.get(1).toLong())));
        }
        List<Delivery> first = new ArrayList<>();
        for (Response entry : response.get(1)) {
            first.add(WebhookEntry.fresh(
                    app, entry.get(0).toString(), entry.get(1).toString()));
        }
        List<Delivery> retries = Responses.strings(response.get(2)).stream()
                .map(WebhookEntry::tried)
                .toList();
        long next = response.get(3).toLong();
        return new TakeResult.Owned(
                batch && !first.isEmpty() ? List.of(Delivery.combine(first)) : first,
                retries,
                next < 0 ? null : Duration.ofMillis(next),
                response.get(4).toLong(),
                new WebhookQueue.Dropped(
                        response.get(5).toLong(), response.get(6).toLong()));
    }
}
