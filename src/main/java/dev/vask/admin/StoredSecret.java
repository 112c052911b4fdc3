package dev.vask.admin;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.protocol.Secret;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret of an app in a file.
 *
 * @param createdAt time of creation, null if it is not known
 * @param expiresAt null if it never expires
 */
@RegisterForReflection
record StoredSecret(
        @NotNull(message = AppRequest.SECRET)
        @Size(min = AppSecret.MIN_LENGTH, max = AppRequest.SECRET_LENGTH, message = AppRequest.SECRET)
        @Readable(message = AppRequest.SECRET)
        @Nullable
        String secret,

        @JsonSetter(nulls = Nulls.SKIP) @Nullable String createdAt,

        @JsonSetter(nulls = Nulls.SKIP) @Nullable String expiresAt) {

    private static final String TIME = "must be a time like 2026-01-31T12:00:00Z, or null";

    static StoredSecret of(AppSecret secret) {
        Instant expires = secret.expires();
        return new StoredSecret(
                secret.secret().reveal(), secret.created().toString(), expires == null ? null : expires.toString());
    }

    /** Adds the errors of the times. */
    void check(Map<String, String> problems) {
        if (isInvalid(createdAt)) {
            problems.put("created_at", TIME);
        }
        if (isInvalid(expiresAt)) {
            problems.put("expires_at", TIME);
        }
    }

    private static boolean isInvalid(@Nullable String time) {
        try {
            parse(time);
            return false;
        } catch (DateTimeParseException e) {
            return true;
        }
    }

    private static @Nullable Instant parse(@Nullable String time) {
        return time == null ? null : Instant.parse(time);
    }

    /** The secret. Without a time of creation, it has that of the same secret of the current app, or {@code now}. */
    AppSecret secret(@Nullable App before, Instant now) {
        Secret text = new Secret(Objects.requireNonNull(secret));
        Instant created = parse(createdAt);
        if (created == null && before != null) {
            created = before.secrets().stream()
                    .filter(it -> it.secret().equals(text))
                    .map(AppSecret::created)
                    .findFirst()
                    .orElse(null);
        }
        return new AppSecret(text, created == null ? now : created, parse(expiresAt));
    }

    /** The fields that are present. */
    ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("secret", secret).put("created_at", createdAt);
        return expiresAt == null ? json : json.put("expires_at", expiresAt);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "StoredSecret[createdAt=%s, expiresAt=%s]".formatted(createdAt, expiresAt);
    }
}
