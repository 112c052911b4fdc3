package dev.vask.apps.postgres;

import dev.vask.apps.AccessSettings;
import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.Quotas;
import dev.vask.apps.TokenHash;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.protocol.Secret;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code apps}, with its secrets. */
@Entity(name = "App")
@Table(name = "apps")
class AppRow {

    @Id
    String key = "";

    @Column(name = "app_id")
    @Nullable
    String appId;

    String name = "";
    boolean enabled;

    @Column(name = "client_events")
    boolean clientEvents;

    @Column(name = "subscription_counts")
    boolean subscriptionCounts;

    @Column(name = "allowed_origins")
    String[] allowedOrigins = {};

    @Column(name = "cloudevents_token_hash")
    @Nullable
    String cloudEventsTokenHash;

    @Embedded
    HistoryColumns history = new HistoryColumns();

    @Column(name = "authorized_connections")
    boolean authorizedConnections;

    @Column(name = "terminate_code")
    int terminateCode = AccessSettings.RECONNECT;

    /** Limits by wire name. A name that this version does not know is kept. */
    JsonObject quotas = new JsonObject();

    @Embedded
    WebhookColumns webhook = new WebhookColumns();

    @OneToMany(mappedBy = "app", cascade = CascadeType.ALL, orphanRemoval = true)
    List<SecretRow> secrets = new ArrayList<>();

    /** A new row; also for Hibernate. */
    AppRow() {}

    /** Decrypts the secrets and the webhook headers, and returns the app. */
    StoredApp decrypt(SecretCipher cipher) {
        secrets.forEach(it -> it.decrypt(key, cipher));
        webhook.decrypt(key, cipher);
        List<AppSecret> readable = secrets.stream()
                .sorted(SecretRow.NEWEST_FIRST)
                .flatMap(row -> row.secret().stream())
                .toList();
        return new StoredApp(
                key, appId, readable.isEmpty() ? Optional.empty() : Optional.of(app(readable)), plain(), unreadable());
    }

    /** Decrypts the secrets, and returns the day on which each was last used, by secret id. */
    Map<String, LocalDate> lastUsedDays(SecretCipher cipher) {
        decrypt(cipher);
        Map<String, LocalDate> days = new HashMap<>();
        secrets.forEach(row ->
                row.secret().filter(it -> row.lastUsedOn != null).ifPresent(it -> days.put(it.id(), row.lastUsedOn)));
        return days;
    }

    /** The number of secrets and webhook headers that are stored in plain text. */
    private int plain() {
        return (int) secrets.stream().filter(SecretRow::isPlain).count() + webhook.plain();
    }

    /** The number of secrets and webhook headers that could not be decrypted. */
    private int unreadable() {
        return (int) secrets.stream().filter(it -> it.secret().isEmpty()).count() + webhook.unreadable();
    }

    private App app(List<AppSecret> readable) {
        return new App(
                key,
                appId,
                name,
                enabled,
                clientEvents,
                subscriptionCounts,
                List.of(allowedOrigins),
                limits(),
                readable,
                webhook.webhook(),
                cloudEventsTokenHash == null ? null : new TokenHash(cloudEventsTokenHash),
                history.settings(),
                new AccessSettings(authorizedConnections, terminateCode));
    }

    private Quotas limits() {
        return Quotas.of(quota ->
                quotas.containsKey(quota.wireName()) ? quotas.getInteger(quota.wireName()) : quota.defaultLimit());
    }

    /** Sets the columns from an app, and adds and removes secrets accordingly. The row must be new or decrypted. */
    void setFrom(App app, Instant now, SecretCipher cipher) {
        key = app.key();
        appId = app.appId();
        name = app.name();
        enabled = app.enabled();
        clientEvents = app.clientEvents();
        subscriptionCounts = app.subscriptionCounts();
        allowedOrigins = app.allowedOrigins().toArray(String[]::new);
        JsonObject limits = quotas.copy(); // a new object, so that Hibernate sees the change
        app.quotas().byName().forEach(limits::put);
        quotas = limits;
        if (app.webhook() == null) {
            webhook = new WebhookColumns();
        } else {
            webhook.setFrom(app.webhook(), key, cipher);
        }
        TokenHash token = app.cloudEventsToken();
        cloudEventsTokenHash = token == null ? null : token.hex();
        history = HistoryColumns.of(app.history());
        authorizedConnections = app.access().authorizedConnections();
        terminateCode = app.access().terminateCode();
        setSecrets(app.liveSecrets(now), cipher);
    }

    private void setSecrets(List<AppSecret> wanted, SecretCipher cipher) {
        Map<Secret, AppSecret> missing = new LinkedHashMap<>();
        // The newest secret comes first in an app, and has the highest id.
        wanted.reversed().forEach(it -> missing.put(it.secret(), it));
        secrets.removeIf(row -> {
            AppSecret unchanged =
                    row.secret().map(it -> missing.remove(it.secret())).orElse(null);
            if (unchanged != null) {
                row.endAt(unchanged.expires(), key, cipher);
            }
            return unchanged == null
                    && row.secret()
                            .isPresent(); // another node may have the key of a secret that cannot be decrypted here
        });
        missing.values().forEach(it -> secrets.add(new SecretRow(this, it, cipher)));
    }
}
