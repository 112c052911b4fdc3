package dev.vask.admin;

import dev.vask.apps.AppSecret;
import dev.vask.protocol.Secret;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for an additional secret.
 *
 * @param secret           null to generate one
 * @param expiresInSeconds null if it never expires
 */
@RegisterForReflection
@Schema(name = "SecretSettings")
record SecretRequest(
        @Schema(description = "A secret of your choice; generated if absent")
        @Size(min = AppSecret.MIN_LENGTH, max = AppRequest.SECRET_LENGTH, message = AppRequest.SECRET)
        @Readable(message = AppRequest.SECRET)
        @Nullable
        String secret,

        @Schema(description = "Seconds until the secret expires; never if absent")
        @Min(value = 1, message = SecretRequest.LIFE)
        @Max(value = SecretRequest.MAX_LIFE, message = SecretRequest.LIFE)
        @Nullable
        Integer expiresInSeconds) {

    static final int MAX_LIFE = 3_650 * 24 * 60 * 60;
    static final String LIFE = "must be an integer from 1 to " + MAX_LIFE;

    /** The given secret, or a generated one. */
    Secret orGenerated() {
        return secret == null ? CredentialGenerator.secret() : new Secret(secret);
    }

    /** Time until the secret expires, null if it never expires. */
    @Nullable
    Duration life() {
        return expiresInSeconds == null ? null : Duration.ofSeconds(expiresInSeconds);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SecretRequest[expiresInSeconds=%d]".formatted(expiresInSeconds);
    }
}
