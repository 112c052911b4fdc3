package dev.vask.apps;

import dev.vask.protocol.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret of an app with its lifetime. Two are equal if secret and expiry are equal.
 *
 * @param secret  the secret
 * @param created time of creation, in milliseconds
 * @param expires expiry time, in milliseconds, null if it never expires
 */
public record AppSecret(
        Secret secret, Instant created, @Nullable Instant expires) {

    /** Minimum characters of a secret that is set. */
    public static final int MIN_LENGTH = 8;

    private static final int STRONG_LENGTH = 16;

    public AppSecret {
        created = created.truncatedTo(ChronoUnit.MILLIS);
        expires = expires == null ? null : expires.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A secret created now that never expires. */
    public static AppSecret of(Secret secret) {
        return new AppSecret(secret, Instant.now(), null);
    }

    /** The id for operators: a fingerprint that does not reveal the secret and is the same in every store. */
    public String id() {
        return secret.fingerprint();
    }

    /** Whether it is so short that it could be guessed from a signature. Such secrets are accepted, for apps that migrate to Vask. */
    public boolean isWeak() {
        return secret.reveal().length() < STRONG_LENGTH;
    }

    /** Whether it is not expired at a time. */
    public boolean isLive(Instant now) {
        return expires == null || expires.isAfter(now);
    }

    /** The same secret, expiring at {@code end} at the latest. */
    public AppSecret endingAt(Instant end) {
        return expires == null || expires.isAfter(end) ? new AppSecret(secret, created, end) : this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AppSecret that && secret.equals(that.secret) && Objects.equals(expires, that.expires);
    }

    @Override
    public int hashCode() {
        return Objects.hash(secret, expires);
    }
}
