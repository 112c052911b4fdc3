package dev.vask.admin;

import dev.vask.protocol.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes keys and secrets for those who bring none. */
final class Credentials {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final long LEAST_KEY = 100_000_000_000_000L;

    private Credentials() {}

    /** A secret of 256 random bits, in 43 characters that are safe in a URL. */
    static Secret secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * A key that every SDK takes as its app id: some want digits alone, or read a number that a double holds exactly (2.4).
     * Fifteen digits are too few to never meet again, so the caller looks whether it is taken.
     */
    static String key() {
        return Long.toString(RANDOM.nextLong(LEAST_KEY, 10 * LEAST_KEY));
    }
}
