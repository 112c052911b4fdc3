package dev.vask.webhooks;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.feed.AttemptLog;
import dev.vask.feed.Feed;
import dev.vask.feed.FeedEvent;
import dev.vask.feed.FeedEventType;
import dev.vask.feed.NodeBus;
import dev.vask.feed.WebhookAttempt;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps the recent attempts for operators, and reports them to the live feed. */
@Singleton
public final class AttemptReporter {

    private final AttemptLog log;
    private final Feed feed;
    private final NodeBus bus;

    AttemptReporter(AttemptLog log, Feed feed, NodeBus bus) {
        this.log = log;
        this.feed = feed;
        this.bus = bus;
    }

    /** An attempt has ended. */
    void ended(App app, Webhook webhook, String delivery, int attempt, String body, AttemptResult result) {
        log.add(
                app.key(),
                bus.node(),
                new WebhookAttempt(
                        Instant.now(),
                        delivery,
                        attempt,
                        webhook.url(),
                        headers(app, webhook, delivery),
                        body,
                        result.status(),
                        result.bodyStart(),
                        result.duration(),
                        result.problem()));
        if (feed.isWatched(app.key())) {
            feed.report(app.key(), new FeedEvent(FeedEventType.WEBHOOK_ATTEMPT, null, null, null, json -> json.put(
                            "url", webhook.url())
                    .put("delivery", delivery)
                    .put("attempt", attempt)
                    .put("status", result.status())
                    .put("duration_ms", result.duration().toMillis())
                    .put("reason", result.problem())));
        }
    }

    /** The headers of the request, without the signature and the values that the app set, which can be secret. */
    private static Map<String, Optional<String>> headers(App app, Webhook webhook, String delivery) {
        Map<String, Optional<String>> headers = new LinkedHashMap<>();
        headers.put(WebhookSender.CONTENT_TYPE, Optional.of(WebhookSender.JSON));
        headers.put(WebhookSender.USER_AGENT, Optional.of(WebhookSender.VASK));
        headers.put(WebhookSender.KEY, Optional.of(app.key()));
        headers.put(WebhookSender.SIGNATURE, Optional.empty());
        headers.put(WebhookSender.DELIVERY, Optional.of(delivery));
        webhook.headers().keySet().forEach(name -> headers.put(name, Optional.empty()));
        return headers;
    }
}
