package dev.vask.admin;

import dev.vask.protocol.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** Generates keys and secrets. */
final class CredentialGenerator {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final long MIN_KEY = 100_000_000_000_000L;

    private CredentialGenerator() {}

    /** A secret of 256 random bits, in 43 URL-safe characters. */
    static Secret secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * A key that every SDK accepts as an app id: some accept only digits, or parse a number that must fit into a double (2.4).
     * Fifteen digits can collide, so the caller checks whether the key is in use.
     */
    static String key() {
        return Long.toString(RANDOM.nextLong(MIN_KEY, 10 * MIN_KEY));
    }
}
