package dev.vask.webhooks;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Delivery;
import dev.vask.protocol.WebhookEvent;
import java.util.List;
import java.util.Optional;

/** What to do with a delivery under the current settings of its app. */
sealed interface DeliveryDecision {

    /** Send these events. */
    record Send(App app, Webhook webhook, List<WebhookEvent> events) implements DeliveryDecision {}

    /** Drop the delivery, because it is no longer wanted. */
    record Drop() implements DeliveryDecision {}

    /** Wait, because this node has not received the settings that the delivery belongs to. */
    record Wait() implements DeliveryDecision {}

    /** Decides about a delivery. The app is empty if it does not exist. */
    static DeliveryDecision of(Delivery delivery, Optional<App> current, long nowMillis) {
        Webhook webhook = current.map(App::webhook).orElse(null);
        if (current.isEmpty() || webhook == null) {
            boolean isRecent = delivery.generation() > nowMillis - App.PROPAGATION_TIME.toMillis();
            return isRecent ? new Wait() : new Drop();
        }
        if (delivery.generation() > webhook.generation()) {
            return new Wait();
        }
        App app = current.get();
        boolean isOutdated =
                delivery.generation() < webhook.generation() && delivery.generation() != Delivery.ANY_GENERATION;
        if (isOutdated || app.activeWebhook() == null) {
            return new Drop();
        }
        List<WebhookEvent> wanted = delivery.events().stream()
                .filter(event -> app.sendsToWebhook(event.type()))
                .toList();
        return wanted.isEmpty() ? new Drop() : new Send(app, webhook, wanted);
    }
}
