package dev.vask.apps.postgres;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.Quotas;
import dev.vask.protocol.Secret;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A row of {@code apps}, with its secrets. */
@Entity(name = "App")
@Table(name = "apps")
class AppRow {

    @Id
    String key = "";

    String name = "";
    boolean enabled;

    @Column(name = "client_events")
    boolean clientEvents;

    @Column(name = "subscription_counts")
    boolean subscriptionCounts;

    @Column(name = "allowed_origins")
    String[] allowedOrigins = {};

    /** Limits by wire name. A name that this version does not know is kept. */
    JsonObject quotas = new JsonObject();

    @Embedded
    WebhookColumns webhook = new WebhookColumns();

    @OneToMany(mappedBy = "app", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("id desc")
    List<SecretRow> secrets = new ArrayList<>();

    /** For Hibernate, and for apps to be. */
    AppRow() {}

    /** The app of a row that was read without Hibernate; its secrets are yet to come. */
    static AppRow of(Row row) {
        AppRow app = new AppRow();
        app.key = row.getString("key");
        app.name = row.getString("name");
        app.enabled = row.getBoolean("enabled");
        app.clientEvents = row.getBoolean("client_events");
        app.subscriptionCounts = row.getBoolean("subscription_counts");
        app.allowedOrigins = row.getArrayOfStrings("allowed_origins");
        app.quotas = row.getJsonObject("quotas");
        app.webhook = WebhookColumns.of(row);
        return app;
    }

    /** The app that this row describes, empty if it has no secret that is live at a moment: nobody could use it. */
    Optional<App> at(Instant now) {
        List<AppSecret> live = live(now).toList();
        return live.isEmpty() ? Optional.empty() : Optional.of(app(live));
    }

    /** Until when that stays so: when the next secret expires, {@link Instant#MAX} if none does. */
    Instant sameUntil(Instant now) {
        return live(now)
                .flatMap(it -> Optional.ofNullable(it.expires()).stream())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private Stream<AppSecret> live(Instant now) {
        return secrets.stream().flatMap(row -> row.secret().stream()).filter(it -> it.isLive(now));
    }

    /** The day on which each of its secrets was last used, by secret id. */
    Map<String, LocalDate> lastUses() {
        Map<String, LocalDate> days = new HashMap<>();
        secrets.forEach(row ->
                row.secret().filter(it -> row.lastUsedOn != null).ifPresent(it -> days.put(it.id(), row.lastUsedOn)));
        return days;
    }

    /** Decrypts its secrets and the headers of its webhook. */
    void open(SecretCipher cipher) {
        secrets.forEach(it -> it.open(key, cipher));
        webhook.open(key, cipher);
    }

    /** How many secrets and headers are in the database as they are, not encrypted. */
    int plain() {
        return (int) secrets.stream().filter(SecretRow::isPlain).count() + webhook.plain();
    }

    /** How many secrets and headers could not be decrypted. */
    int unreadable() {
        return (int) secrets.stream().filter(it -> it.secret().isEmpty()).count() + webhook.unreadable();
    }

    private App app(List<AppSecret> live) {
        return new App(
                key,
                name,
                enabled,
                clientEvents,
                subscriptionCounts,
                List.of(allowedOrigins),
                limits(),
                live,
                webhook.webhook());
    }

    private Quotas limits() {
        return Quotas.of(quota ->
                quotas.containsKey(quota.wireName()) ? quotas.getInteger(quota.wireName()) : quota.defaultLimit());
    }

    /** Makes this the row of an app at a moment. */
    void become(App app, Instant now, SecretCipher cipher) {
        key = app.key();
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
            webhook.become(app.webhook(), key, cipher);
        }
        keep(app.liveSecrets(now), cipher);
    }

    private void keep(List<AppSecret> wanted, SecretCipher cipher) {
        Map<Secret, AppSecret> missing = new LinkedHashMap<>();
        // The newest comes first among an app's secrets, and has the highest id.
        wanted.reversed().forEach(it -> missing.put(it.secret(), it));
        secrets.removeIf(row -> {
            AppSecret kept = row.secret().map(it -> missing.remove(it.secret())).orElse(null);
            if (kept != null) {
                row.endAt(kept.expires(), key, cipher);
            }
            return kept == null && row.secret().isPresent(); // what cannot be decrypted here may be good elsewhere
        });
        missing.values().forEach(it -> secrets.add(new SecretRow(this, it, cipher)));
    }
}
