package dev.vask.apps.postgres;

import dev.vask.apps.AppSecret;
import dev.vask.apps.encryption.Binding;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.apps.encryption.SecretCipher.EncryptedText;
import dev.vask.protocol.Secret;
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
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A row of {@code app_secrets}. */
@Entity(name = "Secret")
@Table(name = "app_secrets")
@DynamicUpdate
class SecretRow {

    /** In the order of an app. Not {@code @OrderBy}, whose parser a start would load. */
    static final Comparator<SecretRow> NEWEST_FIRST =
            Comparator.comparingLong(SecretRow::number).reversed();

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "app_key")
    @Nullable
    AppRow app;

    @Column(updatable = false)
    UUID uid = UUID.randomUUID();

    String secret = "";

    @Column(name = "key_id")
    @Nullable
    String keyId;

    @Transient
    @Nullable
    AppSecret decrypted;

    @Column(name = "created_at", updatable = false)
    Instant createdAt = Instant.EPOCH;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    @Column(name = "last_used_on")
    @Nullable
    LocalDate lastUsedOn;

    /** For Hibernate. */
    SecretRow() {}

    /** Newer rows have higher numbers; rows that are not stored yet, the highest. */
    private long number() {
        return id == null ? Long.MAX_VALUE : id;
    }

    SecretRow(AppRow app, AppSecret secret, SecretCipher cipher) {
        this.app = app;
        this.decrypted = secret;
        this.createdAt = secret.created();
        this.expiresAt = secret.expires();
        encrypt(app.key, secret.secret(), cipher);
    }

    /** Decrypts the secret, if possible. */
    void decrypt(String appKey, SecretCipher cipher) {
        Optional<String> text =
                keyId == null ? Optional.of(secret) : decrypt(appKey, new EncryptedText(keyId, secret), cipher);
        decrypted = text.map(it -> new AppSecret(new Secret(it), createdAt, expiresAt))
                .orElse(null);
    }

    private Optional<String> decrypt(String appKey, EncryptedText encrypted, SecretCipher cipher) {
        return cipher.decrypt(encrypted.isCurrent() ? binding(appKey) : Binding.secretOfFirstFormat(appKey), encrypted);
    }

    private Binding binding(String appKey) {
        return Binding.secret(appKey, uid, expiresAt);
    }

    /** Whether the secret is stored in plain text. */
    boolean isPlain() {
        return keyId == null;
    }

    private void encrypt(String appKey, Secret text, SecretCipher cipher) {
        EncryptedText encrypted = cipher.encrypt(binding(appKey), text.reveal());
        secret = encrypted.text();
        keyId = encrypted.keyId();
    }

    /** Encrypts the secret under the first key in the current format. Returns false if it is, or if it cannot be decrypted here. */
    boolean reencrypt(SecretCipher cipher) {
        AppRow owner = app;
        if (owner == null
                || (keyId != null && cipher.first().equals(keyId) && new EncryptedText(keyId, secret).isCurrent())) {
            return false;
        }
        decrypt(owner.key, cipher);
        secret().ifPresent(it -> encrypt(owner.key, it.secret(), cipher));
        return decrypted != null;
    }

    /** Changes the expiry, which the encryption is bound to. Only for a decrypted secret. */
    void endAt(@Nullable Instant end, String appKey, SecretCipher cipher) {
        if (decrypted != null && !Objects.equals(decrypted.expires(), end)) {
            expiresAt = end;
            decrypted = new AppSecret(decrypted.secret(), decrypted.created(), end);
            encrypt(appKey, decrypted.secret(), cipher);
        }
    }

    /** The key of the app; empty for a row that Hibernate has not read yet. */
    String appKey() {
        return app == null ? "" : app.key;
    }

    /** The secret; empty if it was not decrypted. */
    Optional<AppSecret> secret() {
        return Optional.ofNullable(decrypted);
    }
}
