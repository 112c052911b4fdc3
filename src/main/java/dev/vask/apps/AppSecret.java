package dev.vask.apps;

import dev.vask.protocol.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of an app's secrets and its life. Two are equal if they sign alike and end alike, whenever they were made.
 *
 * @param secret  what signs
 * @param created when it was made, to the millisecond
 * @param expires from when on it counts no more, to the millisecond, null if never
 */
public record AppSecret(Secret secret, Instant created, @Nullable Instant expires) {

    /** Characters that a secret must have at least where one is set. */
    public static final int MIN_LENGTH = 8;

    private static final int STRONG_LENGTH = 16;

    public AppSecret {
        created = created.truncatedTo(ChronoUnit.MILLIS);
        expires = expires == null ? null : expires.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A secret made now, without an end. */
    public static AppSecret of(Secret secret) {
        return new AppSecret(secret, Instant.now(), null);
    }

    /** What operators call it: a fingerprint, the same wherever the app is kept, that tells nobody the secret. */
    public String id() {
        return secret.fingerprint();
    }

    /** Whether it is so short that it could be guessed from a signature. Such secrets are accepted, for apps that migrate to Vask. */
    public boolean isWeak() {
        return secret.reveal().length() < STRONG_LENGTH;
    }

    /** Whether it counts at a moment. */
    public boolean isLive(Instant now) {
        return expires == null || expires.isAfter(now);
    }

    /** The same, ending at {@code end} at the latest. */
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
