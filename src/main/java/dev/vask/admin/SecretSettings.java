package dev.vask.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an operator says of a new secret.
 *
 * @param secret the operator's own, or one that was made
 * @param grace  how long those before it still count, if it takes their place
 */
record SecretSettings(Secret secret, Duration grace) {

    private static final int LONGEST_GRACE = Math.toIntExact(Duration.ofDays(30).toSeconds());
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
        String own = fields.text("secret", AppSettings.SECRET_LENGTH);
        int grace = withGrace ? fields.number("grace_seconds", GRACE, LONGEST_GRACE) : 0;
        fields.refuseOthers();
        if (!problems.isEmpty()) {
            throw new InvalidAppException(problems);
        }
        return new SecretSettings(own == null ? Credentials.secret() : new Secret(own), Duration.ofSeconds(grace));
    }
}
