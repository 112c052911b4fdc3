package dev.vask.apps;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The SHA-256 of a random token of 256 bits, from which the token cannot be found.
 *
 * @param hex in hexadecimal
 */
public record TokenHash(String hex) {

    /** The hash of a token. */
    public static TokenHash of(String token) {
        try {
            return new TokenHash(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether it is the hash of a token; compared in constant time. */
    public boolean isOf(String token) {
        return MessageDigest.isEqual(
                hex.getBytes(StandardCharsets.US_ASCII), of(token).hex.getBytes(StandardCharsets.US_ASCII));
    }
}
