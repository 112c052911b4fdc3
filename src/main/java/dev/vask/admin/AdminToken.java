package dev.vask.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What an operator has to show.
 *
 * @param value the token itself
 */
record AdminToken(String value) {

    private static final String SCHEME = "Bearer ";

    /** Whether an {@code Authorization} header bears it; takes as long for a near miss as for a far one. */
    boolean isBorneBy(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(utf8(authorization.substring(SCHEME.length()).strip()), utf8(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "(an admin token)";
    }
}
