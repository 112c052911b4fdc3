package dev.vask.terraform.vask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The secrets of apps in the admin API. A secret is returned only when it is created. */
final class AppSecrets {

    /** Attributes with another name in the API. */
    private static final Map<String, String> ATTRIBUTES =
            Map.of("expires_in_seconds", "expires_in", "secret", "secret_wo");

    private final Connection connection;

    AppSecrets(Connection connection) {
        this.connection = connection;
    }

    /**
     * Creates one.
     *
     * @param secret null to generate it on the server
     * @return its id, the secret, and its times of creation and expiry
     */
    Fields create(String app, @Nullable String secret, Optional<Duration> expiresIn) throws ProviderException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        expiresIn.ifPresent(duration -> body.put("expires_in_seconds", duration.toSeconds()));
        if (secret != null) {
            body.put("secret", secret);
        }
        try {
            return fields(connection.api().post(path(app), body));
        } catch (ProviderException e) {
            throw e.mapPaths(field -> Path.of(ATTRIBUTES.getOrDefault(field.toString(), field.toString())));
        }
    }

    /** Reads a secret; empty if it or its app does not exist. */
    Optional<Fields> find(String app, String id) throws ProviderException {
        return connection.api().find(path(app)).flatMap(list -> StreamSupport.stream(
                        list.path("secrets").spliterator(), false)
                .filter(secret -> secret.path("id").asText().equals(id))
                .findFirst()
                .map(AppSecrets::fields));
    }

    /** Revokes a secret immediately. */
    void revoke(String app, String id) throws ProviderException {
        connection.api().delete(path(app) + "/" + id);
    }

    private static String path(String app) {
        return AdminApi.app(app) + "/secrets";
    }

    private static Fields fields(JsonNode secret) {
        return new Fields(Map.of(
                "id", text(secret, "id"),
                "secret", text(secret, "secret"),
                "created_at", text(secret, "created_at"),
                "expires_at", text(secret, "expires_at")));
    }

    private static Value text(JsonNode json, String name) {
        JsonNode field = json.path(name);
        return field.isMissingNode() || field.isNull() ? Value.NULL : Value.of(field.asText());
    }
}
