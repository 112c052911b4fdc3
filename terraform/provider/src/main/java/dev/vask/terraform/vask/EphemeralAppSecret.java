package dev.vask.terraform.vask;

import dev.vask.terraform.provider.EphemeralResource;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.time.Duration;
import java.util.Optional;

/** {@code vask_app_secret} as an ephemeral resource: a secret for one Terraform run. */
final class EphemeralAppSecret implements EphemeralResource {

    private static final Duration MAX_RUN = Duration.ofHours(1);

    private static final Schema SCHEMA = Schema.of(
            "A temporary secret for one Terraform run, not stored in plan or state.",
            Attribute.required("app", Type.STRING, "Key of the app.").checked(Rules.APP_KEY),
            Attribute.optional(
                            "expires_in",
                            Type.STRING,
                            "Time until it expires if Terraform does not revoke it, like 1h (the default).")
                    .checked(Rules.DURATION),
            Attribute.computed("id", Type.STRING, "Id of the secret."),
            Attribute.computed("secret", Type.STRING, "Secret that signs requests and subscriptions.")
                    .asSensitive(),
            Attribute.computed("expires_at", Type.STRING, "Latest expiry time."));

    private final AppSecrets secrets;

    EphemeralAppSecret(Connection connection) {
        this.secrets = new AppSecrets(connection);
    }

    @Override
    public String type() {
        return "vask_app_secret";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Fields open(Fields config) throws ProviderException {
        Duration expiry = AppSecretResource.expiry(config).orElse(MAX_RUN);
        Fields created = secrets.create(config.text("app"), null, Optional.of(expiry));
        return created.with("app", config.get("app")).with("expires_in", config.get("expires_in"));
    }

    @Override
    public void close(Fields opened) throws ProviderException {
        if (opened.get("id") != Value.NULL) {
            secrets.revoke(opened.text("app"), opened.text("id"));
        }
    }
}
