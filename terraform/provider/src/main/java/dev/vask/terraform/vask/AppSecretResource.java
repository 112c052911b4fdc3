package dev.vask.terraform.vask;

import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.provider.Resource;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code vask_app_secret}: one of the live secrets of an app. It is never changed, only replaced. */
final class AppSecretResource implements Resource {

    private static final Schema SCHEMA = Schema.of(
            "An additional secret of an app. Any change replaces it with a new secret.",
            Attribute.required("app", Type.STRING, "Key of the app.")
                    .checked(Rules.APP_KEY)
                    .requiringReplacement(),
            Attribute.optional("keepers", Type.mapOfStrings(), "Arbitrary values; a change replaces the secret.")
                    .requiringReplacement(),
            Attribute.optional(
                            "expires_in",
                            Type.STRING,
                            "Time until the secret expires, like 90d. Never expires if absent.")
                    .checked(Rules.DURATION)
                    .requiringReplacement(),
            Attribute.optional(
                            "secret_wo",
                            Type.STRING,
                            "The secret, write-only: not stored in plan or state (Terraform 1.11). If absent, generated and stored in the state.")
                    .asWriteOnly()
                    .checked(Rules.SECRET),
            Attribute.optional(
                            "secret_wo_version",
                            Type.NUMBER,
                            "Change this number to create a new secret from secret_wo.")
                    .requiringReplacement(),
            Attribute.computed("id", Type.STRING, "Id of the secret."),
            Attribute.computed(
                            "secret", Type.STRING, "Secret that signs requests and subscriptions; null with secret_wo.")
                    .asSensitive(),
            Attribute.computed("created_at", Type.STRING, "Time of creation."),
            Attribute.computed("expires_at", Type.STRING, "Expiry time; null if it never expires."));

    private final AppSecrets secrets;

    AppSecretResource(Connection connection) {
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
    public void validate(Fields config, Diagnostics problems) {
        if (config.has("secret_wo_version") && !config.has("secret_wo")) {
            problems.invalid(Path.of("secret_wo_version"), "must be absent when secret_wo is not set");
        }
    }

    @Override
    public Fields plan(@Nullable Fields prior, Fields config, Fields planned) {
        Fields secret = config.has("secret_wo") ? planned.with("secret", Value.NULL) : planned;
        return config.has("expires_in") ? secret : secret.with("expires_at", Value.NULL);
    }

    @Override
    public Fields create(Fields planned, Fields config) throws ProviderException {
        String secret = config.get("secret_wo") instanceof Value.Text(String text) ? text : null;
        Fields created = secrets.create(planned.text("app"), secret, expiry(planned));
        return state(planned, secret == null ? created : created.with("secret", Value.NULL));
    }

    @Override
    public Optional<Fields> read(Fields state) throws ProviderException {
        return secrets.find(state.text("app"), state.text("id"))
                .map(found -> state(state, found.with("secret", state.get("secret"))));
    }

    /** Every configurable attribute replaces the secret, so there is nothing to update. */
    @Override
    public Fields update(Fields prior, Fields planned, Fields config) {
        return planned;
    }

    @Override
    public void delete(Fields state) throws ProviderException {
        secrets.revoke(state.text("app"), state.text("id"));
    }

    @Override
    public Fields stateForImport(String importId) throws ProviderException {
        String[] parts = importId.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new ProviderException(
                    "Invalid secret id", "Import a secret as APP/ID: terraform import ADDRESS shop/ID");
        }
        return new Fields(Map.of("app", Value.of(parts[0]), "id", Value.of(parts[1])));
    }

    static Optional<Duration> expiry(Fields config) {
        return config.get("expires_in") instanceof Value.Text(String text) ? Durations.parse(text) : Optional.empty();
    }

    private static Fields state(Fields state, Fields secret) {
        Fields all = state;
        for (String name : List.of("id", "secret", "created_at", "expires_at")) {
            all = all.with(name, secret.get(name));
        }
        return all;
    }
}
