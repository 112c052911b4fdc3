package dev.vask.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An app's secret: signs and verifies with HMAC-SHA256, output in lower-case hex (section 3). {@code toString} does not reveal it.
 */
public final class Secret {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int FINGERPRINT_DIGITS = 16;

    private final String value;
    private final Mac keyed;

    /**
     * Creates a secret.
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

    /** Signs the UTF-8 bytes of a text. */
    public String sign(String text) {
        return sign(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Signs raw bytes. */
    public String sign(byte[] bytes) {
        try {
            Mac mac = (Mac) keyed.clone(); // cheaper than a new instance: the key is set
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + ALGORITHM + " can be cloned", e);
        }
    }

    /** Sixteen hex digits that identify this secret and reveal as little of it as any signature. */
    public String fingerprint() {
        return sign("vask secret id").substring(0, FINGERPRINT_DIGITS);
    }

    /** Signs the authorization of a channel or of a sign-in (3.2). */
    public String signAuthorization(String text) {
        return sign(text);
    }

    /** Signs the body of a webhook (3.3). */
    public String signWebhook(byte[] body) {
        return sign(body);
    }

    /**
     * Signs a subscription to a channel without {@code channel_data}, as a backend does (3.2).
     *
     * @return the hex signature, without the app key
     */
    public String signSubscription(String socketId, String channel) {
        return sign(socketId + ':' + channel);
    }

    /** Signs the text of a request, as a backend does; for {@link RequestSigner} (3.1). */
    String signRequest(String text) {
        return sign(text);
    }

    /** Whether {@code signature} is this secret's signature of {@code text}, compared in constant time. */
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
