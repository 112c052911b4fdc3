package dev.vask.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.live.IdempotencyKey;
import dev.vask.protocol.Json;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What applies to all events of a publish request ({@code docs/recovery.md}).
 *
 * @param returnIds whether the response has the ids of the events
 * @param key       the idempotency key, or null
 */
record PublishOptions(boolean returnIds, @Nullable IdempotencyKey key) {

    /** Neither ids nor a key. */
    static final PublishOptions NONE = new PublishOptions(false, null);

    private static final String RETURN_IDS = "return_ids";
    private static final String FIELD = "idempotency_key";
    private static final String HEADER = "Idempotency-Key";
    private static final String OTHER_HEADER = "X-Idempotency-Key";
    private static final int DIGEST_BYTES = 16;

    /** Reads the options of a request, whose body was parsed as {@code json}. */
    static PublishOptions of(ApiRequest call, ObjectNode json) {
        JsonNode returnIds = json.path(RETURN_IDS);
        if (!returnIds.isBoolean() && !returnIds.isNull() && !returnIds.isMissingNode()) {
            throw ApiException.invalid("Invalid value for %s: must be true or false, found %s."
                    .formatted(RETURN_IDS, Json.kindOf(returnIds)));
        }
        String key = key(call.request(), json);
        return returnIds.asBoolean() || key != null
                ? new PublishOptions(returnIds.asBoolean(), key == null ? null : new IdempotencyKey(key, digest(call)))
                : NONE;
    }

    private static @Nullable String key(HttpServerRequest request, ObjectNode json) {
        JsonNode field = json.path(FIELD);
        if (!field.isTextual() && !field.isNull() && !field.isMissingNode()) {
            throw ApiException.invalid(
                    "Invalid value for %s: must be a string, found %s.".formatted(FIELD, Json.kindOf(field)));
        }
        String key = only(field.textValue(), only(request.getHeader(HEADER), request.getHeader(OTHER_HEADER)));
        return key == null ? null : checked(key);
    }

    private static @Nullable String only(@Nullable String one, @Nullable String other) {
        if (one != null && other != null && !one.equals(other)) {
            throw ApiException.invalid("The request has two different idempotency keys. Send %s or the header %s."
                    .formatted(FIELD, HEADER));
        }
        return one == null ? other : one;
    }

    private static String checked(String key) {
        if (key.isEmpty()
                || key.length() > IdempotencyKey.MAX_LENGTH
                || !Json.isUnicode(key)
                || key.chars().anyMatch(Character::isISOControl)) {
            throw ApiException.invalid(
                    "Invalid value for %s: must have 1 to %d characters and no control characters, found %d."
                            .formatted(FIELD, IdempotencyKey.MAX_LENGTH, key.length()));
        }
        return key;
    }

    private static String digest(ApiRequest call) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(call.request().path().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) '\n');
            return HexFormat.of().formatHex(sha.digest(call.body()), 0, DIGEST_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
