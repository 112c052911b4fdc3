package dev.vask.apps.postgres;

import dev.vask.apps.Webhook;
import dev.vask.protocol.WebhookType;
import io.vertx.sqlclient.Row;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of {@code apps} that hold a webhook, or none. */
@Embeddable
class WebhookColumns {

    private static final String SEPARATOR = ": ";

    @Column(name = "webhook_url")
    @Nullable String url;

    @Column(name = "webhook_enabled")
    boolean enabled = true;

    @Column(name = "webhook_events")
    String[] events = names(WebhookType.DEFAULTS);

    @Column(name = "webhook_batch")
    boolean batch;

    @Column(name = "webhook_headers")
    String[] headers = {};

    @Column(name = "webhook_generation")
    long generation;

    /** The columns of no webhook; also for Hibernate. */
    WebhookColumns() {}

    static WebhookColumns of(Row row) {
        WebhookColumns columns = new WebhookColumns();
        columns.url = row.getString("webhook_url");
        columns.enabled = row.getBoolean("webhook_enabled");
        columns.events = row.getArrayOfStrings("webhook_events");
        columns.batch = row.getBoolean("webhook_batch");
        columns.headers = row.getArrayOfStrings("webhook_headers");
        columns.generation = row.getLong("webhook_generation");
        return columns;
    }

    static WebhookColumns of(@Nullable Webhook webhook) {
        WebhookColumns columns = new WebhookColumns();
        if (webhook != null) {
            columns.url = webhook.url();
            columns.enabled = webhook.enabled();
            columns.events = names(webhook.events());
            columns.batch = webhook.batch();
            columns.headers = lines(webhook.headers());
            columns.generation = webhook.generation();
        }
        return columns;
    }

    /** The webhook, null if there is none. */
    @Nullable Webhook webhook() {
        return url == null ? null : new Webhook(url, enabled, types(), batch, map(), generation);
    }

    private Set<WebhookType> types() {
        return Arrays.stream(events)
                .map(WebhookType::of)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static String[] names(Set<WebhookType> types) {
        return types.stream().map(WebhookType::wireName).sorted().toArray(String[]::new);
    }

    /** Headers as HTTP writes them. */
    private static String[] lines(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + SEPARATOR + header.getValue())
                .sorted()
                .toArray(String[]::new);
    }

    private Map<String, String> map() {
        return Arrays.stream(headers)
                .map(line -> line.split(SEPARATOR, 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, other) -> other));
    }
}
