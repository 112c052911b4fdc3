package dev.vask.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.Quotas;
import dev.vask.apps.Webhook;
import dev.vask.protocol.WebhookType;
import java.util.List;

/** Writes apps as JSON for operators. */
final class AppJson {

    private AppJson() {}

    /** The app without its secrets. */
    static ObjectNode of(App app) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("key", app.key())
                .put("name", app.name())
                .put("enabled", app.enabled())
                .put("client_events", app.clientEvents())
                .put("subscription_counts", app.subscriptionCounts());
        app.allowedOrigins().forEach(json.putArray("allowed_origins")::add);
        json.set("quotas", of(app.quotas()));
        json.set("webhook", app.webhook() == null ? NullNode.getInstance() : of(app.webhook()));
        return json;
    }

    /** The app with its newest secret, only for the response that created it. */
    static ObjectNode withSecret(App app) {
        return of(app).put("secret", app.secrets().getFirst().secret().reveal());
    }

    static ObjectNode of(List<App> apps) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("apps").addAll(apps.stream().map(AppJson::of).toList());
        return json;
    }

    private static ObjectNode of(Quotas quotas) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        quotas.byName().forEach(json::put);
        return json;
    }

    private static ObjectNode of(Webhook webhook) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("url", webhook.url()).put("enabled", webhook.enabled());
        webhook.events().stream().sorted().map(WebhookType::wireName).forEach(json.putArray("events")::add);
        json.put("batch", webhook.batch());
        ObjectNode headers = json.putObject("headers"); // the values can be tokens and are not shown
        webhook.headers().keySet().stream().sorted().forEach(headers::putNull);
        return json;
    }
}
