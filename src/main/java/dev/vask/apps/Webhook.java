package dev.vask.apps;

import dev.vask.protocol.WebhookType;
import java.util.Map;
import java.util.Set;

/**
 * Where and how an app's backend is told what happens (section 13).
 *
 * @param url        the endpoint, as {@link TargetPolicy} allows it
 * @param enabled    whether anything is sent
 * @param events     what it is told of
 * @param batch      whether one request may hold several events
 * @param headers    headers of each request besides those that the protocol knows
 * @param generation grows whenever sending begins or ends: what was queued for an earlier one is void
 */
public record Webhook(
        String url, boolean enabled, Set<WebhookType> events, boolean batch, Map<String, String> headers, long generation) {

    public Webhook {
        events = Set.copyOf(events);
        headers = Map.copyOf(headers);
    }

    /** An enabled endpoint with the protocol's defaults. */
    public static Webhook to(String url) {
        return new Webhook(url, true, WebhookType.DEFAULTS, false, Map.of(), 0);
    }

    /** Without the values of headers, which may be secrets. */
    @Override
    public String toString() {
        return "Webhook[url=%s, enabled=%s, events=%s, batch=%s, headers=%s, generation=%d]"
                .formatted(url, enabled, events, batch, headers.keySet(), generation);
    }

    /** The same endpoint with these headers. */
    public Webhook withHeaders(Map<String, String> other) {
        return new Webhook(url, enabled, events, batch, other, generation);
    }

    /** The same endpoint in another generation. */
    public Webhook ofGeneration(long other) {
        return new Webhook(url, enabled, events, batch, headers, other);
    }
}
