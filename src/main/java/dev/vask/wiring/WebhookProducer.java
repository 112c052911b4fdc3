package dev.vask.wiring;

import dev.vask.apps.AppStore;
import dev.vask.apps.TargetPolicy;
import dev.vask.live.WebhookQueue;
import dev.vask.meters.Meters;
import dev.vask.webhooks.Deliverer;
import dev.vask.webhooks.WebhooksConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the webhook deliverer. */
@ApplicationScoped
class WebhookParts {

    @Produces
    @Singleton
    TargetPolicy targets(WebhooksConfig config) {
        return new TargetPolicy(config.allowPrivateTargets());
    }

    @Produces
    @Singleton
    Deliverer deliverer(
            Vertx vertx,
            WebhookQueue queue,
            AppStore apps,
            TargetPolicy targets,
            WebhooksConfig config,
            Meters meters) {
        return new Deliverer(vertx, queue, apps, targets, config, meters);
    }
}
