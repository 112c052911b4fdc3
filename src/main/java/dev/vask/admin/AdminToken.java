package dev.vask.admin;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * An admin token.
 *
 * @param value the token itself
 */
record AdminToken(String value) {

    private static final String SCHEME = "Bearer ";
    private static final int MIN_LENGTH = 24;
    private static final int ID_BYTES = 4;

    /**
     * Reads the token of a setting.
     *
     * @throws ConfigurationException if it is too short; the message is for the operator
     */
    static AdminToken of(String setting, String value) {
        if (value.length() < MIN_LENGTH) {
            throw new ConfigurationException(
                    "Invalid value for %s: has %d characters, must have at least %d. Set %s to a random value, for example from 'openssl rand -hex 24'."
                            .formatted(
                                    setting,
                                    value.length(),
                                    MIN_LENGTH,
                                    setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
        }
        return new AdminToken(value);
    }

    /** Whether an {@code Authorization} header contains it, in constant time. */
    boolean matches(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        utf8(authorization.substring(SCHEME.length()).strip()), utf8(value));
    }

    /** The id of the token in the audit log: the first 8 hex digits of its SHA-256. */
    String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8(value)), 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "(an admin token)";
    }
}
