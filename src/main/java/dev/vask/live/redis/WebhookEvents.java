package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.protocol.WebhookType;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the scripts report to the backends of apps, and which apps have such backends. Safe for use by several threads. */
final class WebhookEvents {

    /** Of an app whose backend hears nothing. */
    static final String NOTHING = "";

    private final Set<String> noted = ConcurrentHashMap.newKeySet();
    private final RedisConnections link;
    private final RedisKeys keys;
    private final Duration grace;
    private final WebhookQueueLimits limits;

    WebhookEvents(RedisConnections link, RedisKeys keys, Duration grace, WebhookQueueLimits limits) {
        this.link = link;
        this.keys = keys;
        this.grace = grace;
        this.limits = limits;
    }

    /** The argument of every script on an app, null if it is gone, that says what is reported. */
    String of(@Nullable App app) {
        Webhook webhook = app == null ? null : app.activeWebhook();
        return webhook == null ? NOTHING : of(webhook.generation(), webhook.events());
    }

    /** The same for an app whose settings cannot be loaded now: all events, to be filtered on delivery. */
    String ofUnknown() {
        return of(Delivery.ANY_GENERATION, Arrays.asList(WebhookType.values()));
    }

    private String of(long generation, Collection<WebhookType> types) {
        return "%d;%d;%s;%d;%d;%d"
                .formatted(
                        generation,
                        grace.toMillis(),
                        types.stream().map(WebhookEntry::letter).sorted().collect(Collectors.joining()),
                        limits.events(),
                        limits.bytes(),
                        limits.held());
    }

    /** Notes, before anything else is said of the app, that its backend may have to be told something. */
    void note(App app) {
        if (app.activeWebhook() != null) {
            note(app.key());
        }
    }

    void note(String app) {
        if (noted.add(app)) {
            link.send(Request.cmd(Command.SADD).arg(keys.webhookApps()).arg(app))
                    .onFailure(failure -> noted.remove(app));
        }
    }

    /** Redis may have forgotten what was noted. */
    void noteAgain() {
        noted.clear();
    }
}
