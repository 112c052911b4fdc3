package dev.vask.terraform.vask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.provider.Resource;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code vask_app}: an app. */
final class AppResource implements Resource {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;

    private static final Schema SCHEMA =
            Schema.of("A Vask app: a tenant with credentials, settings and quotas.", attributes());

    private final Connection connection;

    AppResource(Connection connection) {
        this.connection = connection;
    }

    private static List<Attribute> attributes() {
        List<Attribute> all = new ArrayList<>();
        all.add(AppSchema.KEY);
        all.addAll(AppSchema.SETTINGS);
        all.add(Attribute.optionalComputed(
                        "secret",
                        Type.STRING,
                        "Secret that signs requests and subscriptions. Generated if absent; unknown after an import. Stored in the state.")
                .asSensitive()
                .checked(Rules.SECRET));
        all.add(Attribute.optional(
                        "secret_wo",
                        Type.STRING,
                        "The secret, write-only: not stored in plan or state (Terraform 1.11). Sent on creation and when secret_wo_version changes.")
                .asWriteOnly()
                .checked(Rules.SECRET));
        all.add(Attribute.optional("secret_wo_version", Type.NUMBER, "Change this number to send secret_wo again."));
        return all;
    }

    @Override
    public String type() {
        return "vask_app";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public void validate(Fields config, Diagnostics problems) {
        if (config.has("secret") && config.has("secret_wo")) {
            problems.invalid(Path.of("secret_wo"), "must be absent when secret is set");
        }
        if (config.has("secret_wo_version") && !config.has("secret_wo")) {
            problems.invalid(Path.of("secret_wo_version"), "must be absent when secret_wo is not set");
        }
    }

    @Override
    public Fields plan(@Nullable Fields prior, Fields config, Fields planned) {
        Fields named = config.has("name") ? planned : planned.with("name", planned.get("key"));
        return config.has("secret_wo") ? named.with("secret", Value.NULL) : named;
    }

    @Override
    public Fields create(Fields planned, Fields config) throws ProviderException {
        String secret =
                known(config, "secret_wo").or(() -> known(planned, "secret")).orElseGet(AppResource::newSecret);
        Fields state = planned.with("secret", config.has("secret_wo") ? Value.NULL : Value.of(secret));
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("secret", secret);
        AppSchema.write(planned, body);
        return planned.get("key") instanceof Value.Text(String key)
                ? createAs(key, body, state)
                : state(connection.api().create(body), state);
    }

    /** The import block of a resource, for messages. */
    static String importBlock(String type, String id) {
        return "add this block, with the address of the resource, and apply:\n\nimport {\n  to = %s.NAME\n  id = \"%s\"\n}"
                .formatted(type, id);
    }

    /** With a known key the request is idempotent, so that a lost response does no harm. */
    private Fields createAs(String key, ObjectNode body, Fields state) throws ProviderException {
        AdminApi api = connection.api();
        String path = AdminApi.app(key);
        if (api.find(path).isPresent()) {
            throw ProviderException.of(
                    "The app already exists",
                    "",
                    Map.of(
                            Path.of("key"),
                            "must be unused, but the server already has an app '%s'. To manage it, %s"
                                    .formatted(key, importBlock("vask_app", key))));
        }
        try {
            return state(api.put(path, body), state);
        } catch (ProviderException e) {
            throw e.isOutcomeKnown() || isAbsent(api, path) ? e : e.withState(resolved(state));
        }
    }

    private static boolean isAbsent(AdminApi api, String path) {
        try {
            return api.find(path).isEmpty();
        } catch (ProviderException _) {
            return false;
        }
    }

    /** A state must not have unknown values; only a name that defaults to the key can be unknown. */
    private static Fields resolved(Fields state) {
        return state.get("name") == Value.UNKNOWN ? state.with("name", state.get("key")) : state;
    }

    @Override
    public Optional<Fields> read(Fields state) throws ProviderException {
        return connection.api().find(AdminApi.app(state.text("key"))).map(app -> state(app, state));
    }

    @Override
    public Fields update(Fields prior, Fields planned, Fields config) throws ProviderException {
        String key = prior.text("key");
        Optional<String> secret = newSecret(prior, planned, config);
        return connection
                .update(key, app -> {
                    AppSchema.write(planned, app);
                    secret.ifPresent(given -> app.put("secret", given));
                })
                .map(app -> state(app, planned))
                .orElseThrow(() -> AppDataSource.noSuchApp(key, "key"));
    }

    /** The new secret, empty if it does not change. */
    private static Optional<String> newSecret(Fields prior, Fields planned, Fields config) {
        if (config.has("secret_wo")) {
            boolean again =
                    prior.has("secret") || !prior.get("secret_wo_version").equals(planned.get("secret_wo_version"));
            return again ? known(config, "secret_wo") : Optional.empty();
        }
        return prior.get("secret").equals(planned.get("secret")) ? Optional.empty() : known(planned, "secret");
    }

    @Override
    public void delete(Fields state) throws ProviderException {
        connection.api().delete(AdminApi.app(state.text("key")));
    }

    @Override
    public Fields stateForImport(String importId) throws ProviderException {
        Diagnostics problems = new Diagnostics();
        Rules.APP_KEY.check(Path.of("key"), Value.of(importId), problems);
        if (problems.hasErrors()) {
            throw new ProviderException(
                    "Invalid app key",
                    "Import an app by its key, 1 to 64 "
                            + "characters of A-Z a-z 0-9 _ -: terraform import ADDRESS KEY");
        }
        return new Fields(Map.of("key", Value.of(importId)));
    }

    /** The state: attributes from the server, and those that only the state has. */
    private static Fields state(JsonNode app, Fields state) {
        Fields all = AppSchema.read(app);
        for (String kept : List.of("secret", "secret_wo_version")) {
            all = all.with(kept, state.get(kept));
        }
        return all;
    }

    private static Optional<String> known(Fields fields, String name) {
        return fields.get(name) instanceof Value.Text(String text) ? Optional.of(text) : Optional.empty();
    }

    private static String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
