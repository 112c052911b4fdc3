package dev.vask.webhooks;

import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Apps with a webhook, on servers that allow private webhook targets. */
final class WebhookApps {

    static final List<String> ALL = List.of(
            "channel_occupied",
            "channel_vacated",
            "member_added",
            "member_removed",
            "cache_miss",
            "client_event",
            "subscription_count");

    /** Longer than any test. */
    static final Duration LONG_TIMEOUT = Duration.ofMinutes(10);

    private WebhookApps() {}

    /** A server with the default grace of 3 s, and with short retry intervals and timeouts. */
    static Server fastRetryServer() {
        return Server.with(Map.of(
                "vask.webhooks.allow-private-targets", "true",
                "vask.webhooks.backoff", "20ms",
                "vask.webhooks.timeout", "8s"));
    }

    /** A server with the default intervals and timeouts. */
    static Server defaultServer() {
        return Server.with(Map.of("vask.webhooks.allow-private-targets", "true"));
    }

    /** A server that waits {@link #LONG_TIMEOUT} for each response. */
    static Server patientServer() {
        return Server.with(Map.of(
                "vask.webhooks.allow-private-targets",
                "true",
                "vask.webhooks.timeout",
                LONG_TIMEOUT.toMinutes() + "m"));
    }

    /** Creates an app with a webhook to this endpoint. */
    static TestApp app(Server server, WebhookEndpoint endpoint) {
        return app(server, endpoint, Map.of());
    }

    /** Creates an app with a webhook to this endpoint, with these fields of the webhook. */
    static TestApp app(Server server, WebhookEndpoint endpoint, Map<String, ?> fields) {
        return server.app(Map.of("client_events", true, "webhook", webhook(endpoint, fields)));
    }

    static Map<String, Object> webhook(WebhookEndpoint endpoint, Map<String, ?> fields) {
        Map<String, Object> webhook = new HashMap<>(fields);
        webhook.putIfAbsent("url", endpoint.url());
        return webhook;
    }
}
