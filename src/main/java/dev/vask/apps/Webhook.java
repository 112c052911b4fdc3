package dev.vask.apps;

import dev.vask.protocol.WebhookType;
import java.util.Map;
import java.util.Set;

/**
 * The webhook of an app (section 13).
 *
 * @param url        the endpoint, allowed by {@link WebhookTargetPolicy}
 * @param enabled    whether events are sent
 * @param events     the event types to send
 * @param batch      whether one request may contain several events
 * @param headers    additional headers of each request
 * @param generation is increased when the webhook is enabled or disabled; events queued for an earlier generation are dropped
 */
public record Webhook(
        String url,
        boolean enabled,
        Set<WebhookType> events,
        boolean batch,
        Map<String, String> headers,
        long generation) {

    public Webhook {
        events = Set.copyOf(events);
        headers = Map.copyOf(headers);
    }

    /** An enabled webhook with the protocol's defaults. */
    public static Webhook to(String url) {
        return new Webhook(url, true, WebhookType.DEFAULTS, false, Map.of(), 0);
    }

    /** Without the values of headers, which can be secret. */
    @Override
    public String toString() {
        return "Webhook[url=%s, enabled=%s, events=%s, batch=%s, headers=%s, generation=%d]"
                .formatted(url, enabled, events, batch, headers.keySet(), generation);
    }

    /** The same webhook with these headers. */
    public Webhook withHeaders(Map<String, String> other) {
        return new Webhook(url, enabled, events, batch, other, generation);
    }

    /** The same webhook in another generation. */
    public Webhook ofGeneration(long other) {
        return new Webhook(url, enabled, events, batch, headers, other);
    }
}
