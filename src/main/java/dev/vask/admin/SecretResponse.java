package dev.vask.admin;

import dev.vask.apps.AppSecret;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A secret in a list, without its value.
 *
 * @param expiresAt  null if it never expires
 * @param lastUsedOn null if it was never used
 */
@RegisterForReflection
@Schema(
        name = "Secret",
        requiredProperties = {"id", "created_at", "expires_at", "last_used_on"})
record SecretResponse(
        String id,

        @Schema(format = "date-time") String createdAt,

        @Schema(format = "date-time", nullable = true) @Nullable
        String expiresAt,

        @Schema(format = "date", nullable = true, description = "Date (UTC) of the last use") @Nullable
        String lastUsedOn) {

    static SecretResponse of(AppSecret secret, @Nullable LocalDate lastUsedOn) {
        return new SecretResponse(
                secret.id(),
                secret.created().toString(),
                text(secret.expires()),
                lastUsedOn == null ? null : lastUsedOn.toString());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /** The live secrets of an app, newest first. */
    @RegisterForReflection
    @Schema(name = "Secrets", requiredProperties = "secrets")
    record All(List<SecretResponse> secrets) {}

    /** A secret with its value, only for the response that created it. */
    @RegisterForReflection
    @Schema(
            name = "CreatedSecret",
            requiredProperties = {"id", "created_at", "expires_at", "secret"})
    record Created(
            String id,

            @Schema(format = "date-time") String createdAt,

            @Schema(format = "date-time", nullable = true) @Nullable
            String expiresAt,

            String secret) {

        static Created of(AppSecret created) {
            return new Created(
                    created.id(),
                    created.created().toString(),
                    text(created.expires()),
                    created.secret().reveal());
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Created[id=%s]".formatted(id);
        }
    }
}
