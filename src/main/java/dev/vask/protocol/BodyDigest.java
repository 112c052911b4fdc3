package dev.vask.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The digest of the body in the query of a signed request, {@code body_md5} (3.1).
 *
 * @param claimed the MD5 of the body, null if the query has none
 */
public record BodyDigest(@Nullable String claimed) {

    private static final MessageDigest MD5 = newMd5();

    /** Reads the digest from a query. */
    static BodyDigest of(Query parameters) {
        return new BodyDigest(SignedRequest.optional(parameters, "body_md5"));
    }

    /** Whether the request must not have a body: without {@code body_md5}, it would not be signed (3.1.d). */
    public boolean forbidsBody() {
        return claimed == null;
    }

    /** The error of a request that has a body but no {@code body_md5}. */
    public static InvalidSignatureException missing() {
        return new InvalidSignatureException("body_md5 is missing. It is required for a request with a body.");
    }

    /**
     * Compares the digest with a body.
     *
     * @param body raw bytes, or empty
     * @throws InvalidSignatureException if it differs
     */
    public void check(byte[] body) {
        if (claimed == null && body.length > 0) {
            throw missing();
        }
        if (claimed != null && !claimed.equals(md5(body))) {
            throw new InvalidSignatureException(
                    "Invalid value for body_md5: '%s' is not the MD5, in lower-case hex, of the body's %d bytes."
                            .formatted(SafeQuote.of(claimed), body.length));
        }
    }

    private static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) MD5.clone()).digest(body));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("MD5 digests can be cloned", e);
        }
    }

    /** A copy of a prepared instance, which costs a fraction of a look-up of the implementation. */
    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
