package dev.vask.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An app's secret: signs and verifies with HMAC-SHA256, output in lower-case hex (section 3). Never shows itself. */
public final class Secret {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int FINGERPRINT_DIGITS = 16;

    private final String value;
    private final Mac keyed;

    /**
     * A secret.
     *
     * @param value the text whose UTF-8 bytes are the key; not empty
     */
    public Secret(String value) {
        this.value = value;
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(value.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** The text itself: for the one response that shows it, and for its encrypted storage. */
    public String reveal() {
        return value;
    }

    /** The signature of a text's UTF-8 bytes. */
    public String sign(String text) {
        return sign(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The signature of raw bytes. */
    public String sign(byte[] bytes) {
        try {
            Mac mac = (Mac) keyed.clone(); // cheaper than a new one: the key is already in
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + ALGORITHM + " can be cloned", e);
        }
    }

    /** Sixteen hex digits that tell this secret from others, as little use to who wants it as any signature. */
    public String fingerprint() {
        return sign("vask secret id").substring(0, FINGERPRINT_DIGITS);
    }

    /** The signature of the body of a webhook (3.3). */
    public String signWebhook(byte[] body) {
        return sign(body);
    }

    /** Whether {@code signature} is this secret's signature of {@code text}; takes as long for a near miss as for a far one. */
    public boolean verifies(String text, String signature) {
        return MessageDigest.isEqual(
                sign(text).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
