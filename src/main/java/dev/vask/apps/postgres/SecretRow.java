package dev.vask.apps.postgres;

import dev.vask.apps.AppSecret;
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
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code app_secrets}. */
@Entity(name = "Secret")
@Table(name = "app_secrets")
class SecretRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "app_key")
    @Nullable AppRow app;

    String secret = "";

    @Column(name = "created_at", updatable = false)
    Instant createdAt = Instant.EPOCH;

    @Column(name = "expires_at")
    @Nullable Instant expiresAt;

    /** For Hibernate. */
    SecretRow() {}

    SecretRow(AppRow app, AppSecret secret) {
        this.app = app;
        this.secret = secret.secret().reveal();
        this.createdAt = secret.created();
        this.expiresAt = secret.expires();
    }

    AppSecret secret() {
        return new AppSecret(new Secret(secret), createdAt, expiresAt);
    }
}
