package dev.vask.wiring;

import dev.vask.apps.AppStore;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.live.WebhookQueue;
import dev.vask.meters.Meters;
import dev.vask.webhooks.AttemptReporter;
import dev.vask.webhooks.WebhookDeliverer;
import dev.vask.webhooks.WebhooksConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the webhook deliverer. */
@ApplicationScoped
class WebhookProducer {

    @Produces
    @Singleton
    WebhookTargetPolicy targets(WebhooksConfig config) {
        return new WebhookTargetPolicy(config.allowPrivateTargets());
    }

    @Produces
    @Singleton
    WebhookDeliverer deliverer(
            Vertx vertx,
            WebhookQueue queue,
            AppStore apps,
            WebhookTargetPolicy targets,
            WebhooksConfig config,
            Meters meters,
            AttemptReporter attempts) {
        return new WebhookDeliverer(vertx, queue, apps, targets, config, meters, attempts);
    }
}
