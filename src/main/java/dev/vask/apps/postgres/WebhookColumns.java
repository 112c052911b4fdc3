package dev.vask.apps.postgres;

import dev.vask.apps.Webhook;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.protocol.WebhookType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Transient;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of {@code apps} that store a webhook. */
@Embeddable
class WebhookColumns {

    @Column(name = "webhook_url")
    @Nullable
    String url;

    @Column(name = "webhook_enabled")
    boolean enabled = true;

    @Column(name = "webhook_events")
    String[] events = names(WebhookType.DEFAULTS);

    @Column(name = "webhook_batch")
    boolean batch;

    @Column(name = "webhook_headers")
    String[] headers = {};

    @Transient
    Map<String, String> decrypted = Map.of();

    @Column(name = "webhook_generation")
    long generation;

    /** The columns without a webhook; also for Hibernate. */
    WebhookColumns() {}

    /** Sets the columns from a webhook. */
    void setFrom(Webhook webhook, String app, SecretCipher cipher) {
        url = webhook.url();
        enabled = webhook.enabled();
        events = names(webhook.events());
        batch = webhook.batch();
        generation = webhook.generation();
        if (!webhook.headers()
                .equals(decrypted)) { // otherwise they are unchanged, including headers that cannot be decrypted here
            decrypted = webhook.headers();
            headers = decrypted.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(it -> StoredHeader.encrypt(app, it.getKey(), it.getValue(), cipher))
                    .toArray(String[]::new);
        }
    }

    /** Decrypts the header values, as far as possible. */
    void decrypt(String app, SecretCipher cipher) {
        Map<String, String> values = new HashMap<>();
        stored().forEach(it -> it.value(app, cipher).ifPresent(value -> values.putIfAbsent(it.name(), value)));
        decrypted = Map.copyOf(values);
    }

    /** Encrypts the header values under the first key. Returns how many were not and could be decrypted here. */
    int reencrypt(String app, SecretCipher cipher) {
        String[] before = headers;
        headers = Arrays.stream(before).map(it -> reencrypted(it, app, cipher)).toArray(String[]::new);
        return (int) IntStream.range(0, before.length)
                .filter(i -> !before[i].equals(headers[i]))
                .count();
    }

    private static String reencrypted(String text, String app, SecretCipher cipher) {
        return StoredHeader.of(text)
                .filter(it -> !it.isUnderFirst(cipher))
                .flatMap(it -> it.value(app, cipher).map(value -> StoredHeader.encrypt(app, it.name(), value, cipher)))
                .orElse(text);
    }

    /** The number of headers that are stored in plain text. */
    int plain() {
        return (int) stored().filter(StoredHeader::isPlain).count();
    }

    /** The number of headers that could not be decrypted. */
    int unreadable() {
        return (int) stored().filter(it -> !decrypted.containsKey(it.name())).count();
    }

    private Stream<StoredHeader> stored() {
        return Arrays.stream(headers).flatMap(it -> StoredHeader.of(it).stream());
    }

    /** The webhook, after its headers are decrypted, or null. */
    @Nullable
    Webhook webhook() {
        return url == null ? null : new Webhook(url, enabled, types(), batch, decrypted, generation);
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
}
