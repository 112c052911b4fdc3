package dev.vask.apps.postgres;

import dev.vask.apps.AppSecret;
import dev.vask.apps.postgres.SecretCipher.Sealed;
import dev.vask.protocol.Secret;
import io.vertx.sqlclient.Row;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A row of {@code app_secrets}. */
@Entity(name = "Secret")
@Table(name = "app_secrets")
@DynamicUpdate
class SecretRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "app_key")
    @Nullable AppRow app;

    String secret = "";

    @Column(name = "key_id")
    @Nullable String keyId;

    @Transient
    @Nullable AppSecret opened;

    @Column(name = "created_at", updatable = false)
    Instant createdAt = Instant.EPOCH;

    @Column(name = "expires_at")
    @Nullable Instant expiresAt;

    @Column(name = "last_used_on")
    @Nullable LocalDate lastUsedOn;

    /** For Hibernate. */
    SecretRow() {}

    SecretRow(AppRow app, AppSecret secret, SecretCipher cipher) {
        this.app = app;
        encrypt(app.key, secret.secret(), cipher);
        this.opened = secret;
        this.createdAt = secret.created();
        this.expiresAt = secret.expires();
    }

    /** The secret of a row that was read without Hibernate, among those of its app. */
    static SecretRow of(Row row, AppRow app) {
        SecretRow secret = new SecretRow();
        secret.app = app;
        secret.id = row.getLong("id");
        secret.secret = row.getString("secret");
        secret.keyId = row.getString("key_id");
        secret.createdAt = row.getOffsetDateTime("secret_created_at").toInstant();
        OffsetDateTime expires = row.getOffsetDateTime("expires_at");
        secret.expiresAt = expires == null ? null : expires.toInstant();
        secret.lastUsedOn = row.getLocalDate("last_used_on");
        return secret;
    }

    /** Decrypts it, if it can be. */
    void open(String appKey, SecretCipher cipher) {
        Optional<String> text =
                keyId == null ? Optional.of(secret) : cipher.open(appKey, new Sealed(keyId, secret));
        opened = text.map(it -> new AppSecret(new Secret(it), createdAt, expiresAt)).orElse(null);
    }

    private void encrypt(String appKey, Secret text, SecretCipher cipher) {
        Sealed sealed = cipher.seal(appKey, text.reveal());
        secret = sealed.text();
        keyId = sealed.keyId();
    }

    /** Encrypts it under the first key; false if it was so already, or cannot be decrypted here. */
    boolean reencrypt(SecretCipher cipher) {
        if (app == null || cipher.first().equals(keyId)) {
            return false;
        }
        open(app.key, cipher);
        secret().ifPresent(it -> encrypt(app.key, it.secret(), cipher));
        return opened != null;
    }

    /** Changes when it expires. */
    void endAt(@Nullable Instant end) {
        expiresAt = end;
        opened = opened == null ? null : new AppSecret(opened.secret(), opened.created(), end);
    }

    /** The secret; empty if it was not decrypted. */
    Optional<AppSecret> secret() {
        return Optional.ofNullable(opened);
    }
}
