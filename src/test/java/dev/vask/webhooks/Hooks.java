package dev.vask.webhooks;

import dev.vask.support.WebhookEndpoint;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Apps with a webhook, on servers that let it be on this machine. */
final class Hooks {

    static final List<String> ALL = List.of(
            "channel_occupied",
            "channel_vacated",
            "member_added",
            "member_removed",
            "cache_miss",
            "client_event",
            "subscription_count");

    private Hooks() {}

    /** A server that holds back for 3 s as by default, and is quick to try again and to give up. */
    static Server server() {
        return Server.with(Map.of(
                "vask.webhooks.allow-private-targets", "true",
                "vask.webhooks.backoff", "20ms",
                "vask.webhooks.timeout", "3s"));
    }

    /** A server with the default times. */
    static Server unhurried() {
        return Server.with(Map.of("vask.webhooks.allow-private-targets", "true"));
    }

    /** An app whose backend listens there. */
    static TestApp app(Server server, WebhookEndpoint receiver) {
        return app(server, receiver, Map.of());
    }

    /** An app whose backend listens there, with these fields of its webhook. */
    static TestApp app(Server server, WebhookEndpoint receiver, Map<String, ?> fields) {
        return server.app(Map.of("client_events", true, "webhook", webhook(receiver, fields)));
    }

    static Map<String, Object> webhook(WebhookEndpoint receiver, Map<String, ?> fields) {
        Map<String, Object> webhook = new HashMap<>(fields);
        webhook.putIfAbsent("url", receiver.url());
        return webhook;
    }
}
