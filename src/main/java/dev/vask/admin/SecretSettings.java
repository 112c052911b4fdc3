package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.AppSecret;
import dev.vask.protocol.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of a new secret.
 *
 * @param secret the operator's own, or one that was made
 * @param life   time until it expires, null if it never expires
 * @param grace  how long those before it still count, if it takes their place
 */
record SecretSettings(Secret secret, @Nullable Duration life, Duration grace) {

    private static final int LONGEST_GRACE = Math.toIntExact(Duration.ofDays(30).toSeconds());
    private static final int LONGEST_LIFE = Math.toIntExact(Duration.ofDays(3_650).toSeconds());
    private static final int GRACE = Math.toIntExact(Duration.ofDays(1).toSeconds());

    /** Reads what a secret beside others may have; {@link InvalidAppException} names each field that is wrong. */
    static SecretSettings beside(ObjectNode body) {
        return read(body, false);
    }

    /** Reads what a secret in place of others may have; {@link InvalidAppException} names each field that is wrong. */
    static SecretSettings inPlaceOfOthers(ObjectNode body) {
        return read(body, true);
    }

    private static SecretSettings read(ObjectNode body, boolean withGrace) {
        Map<String, String> problems = new LinkedHashMap<>();
        Fields fields = new Fields(body, problems);
        String own = fields.text("secret", AppSecret.MIN_LENGTH, AppSettings.SECRET_LENGTH);
        int grace = withGrace ? fields.number("grace_seconds", GRACE, LONGEST_GRACE) : 0;
        Integer life = withGrace ? null : fields.seconds("expires_in_seconds", LONGEST_LIFE);
        fields.refuseOthers();
        if (!problems.isEmpty()) {
            throw new InvalidAppException(problems);
        }
        return new SecretSettings(
                own == null ? Credentials.secret() : new Secret(own),
                life == null ? null : Duration.ofSeconds(life),
                Duration.ofSeconds(grace));
    }
}
