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
 * The body of a request for a secret that replaces the others.
 *
 * @param secret       null to generate one
 * @param graceSeconds time until the previous secrets expire, null for one day
 */
@RegisterForReflection
@Schema(name = "Rotation")
record RotationRequest(
        @Schema(description = "A secret of your choice; generated if absent")
        @Size(min = AppSecret.MIN_LENGTH, max = AppRequest.SECRET_LENGTH, message = AppRequest.SECRET)
        @Readable(message = AppRequest.SECRET)
        @Nullable
        String secret,

        @Schema(description = "Seconds until the previous secrets expire", defaultValue = "86400")
        @Min(value = 0, message = RotationRequest.GRACE)
        @Max(value = RotationRequest.MAX_GRACE, message = RotationRequest.GRACE)
        @Nullable
        Integer graceSeconds) {

    static final int MAX_GRACE = 30 * 24 * 60 * 60;
    static final String GRACE = "must be an integer from 0 to " + MAX_GRACE;

    /** The given secret, or a generated one. */
    Secret orGenerated() {
        return secret == null ? CredentialGenerator.secret() : new Secret(secret);
    }

    /** Time until the previous secrets expire. */
    Duration grace() {
        return graceSeconds == null ? Duration.ofDays(1) : Duration.ofSeconds(graceSeconds);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "RotationRequest[graceSeconds=%d]".formatted(graceSeconds);
    }
}
