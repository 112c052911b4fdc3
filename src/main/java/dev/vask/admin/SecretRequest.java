package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.AppSecret;
import dev.vask.protocol.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for a new secret.
 *
 * @param secret the given secret, or a generated one
 * @param life   time until it expires, null if it never expires
 * @param grace  time until the previous secrets expire, if it replaces them
 */
record SecretRequest(Secret secret, @Nullable Duration life, Duration grace) {

    private static final int LONGEST_GRACE = Math.toIntExact(Duration.ofDays(30).toSeconds());
    private static final int LONGEST_LIFE =
            Math.toIntExact(Duration.ofDays(3_650).toSeconds());
    private static final int GRACE = Math.toIntExact(Duration.ofDays(1).toSeconds());

    /**
     * Reads the request for an additional secret.
     *
     * @throws InvalidFieldsException if fields are invalid; it has them all
     */
    static SecretRequest beside(ObjectNode body) {
        return read(body, false);
    }

    /**
     * Reads the request for a rotation.
     *
     * @throws InvalidFieldsException if fields are invalid; it has them all
     */
    static SecretRequest inPlaceOfOthers(ObjectNode body) {
        return read(body, true);
    }

    private static SecretRequest read(ObjectNode body, boolean withGrace) {
        Map<String, String> problems = new LinkedHashMap<>();
        FieldReader fields = new FieldReader(body, problems);
        String own = fields.text("secret", AppSecret.MIN_LENGTH, AppRequest.SECRET_LENGTH);
        int grace = withGrace ? fields.number("grace_seconds", GRACE, LONGEST_GRACE) : 0;
        Integer life = withGrace ? null : fields.seconds("expires_in_seconds", LONGEST_LIFE);
        fields.refuseOthers();
        if (!problems.isEmpty()) {
            throw new InvalidFieldsException(problems);
        }
        return new SecretRequest(
                own == null ? CredentialGenerator.secret() : new Secret(own),
                life == null ? null : Duration.ofSeconds(life),
                Duration.ofSeconds(grace));
    }
}
