package dev.vask.apps.encryption;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts secrets with AES-256-GCM, each bound to its place ({@link Binding}): a value that is copied to another place cannot be
 * decrypted.
 */
public final class SecretCipher {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_BYTES = 4;
    private static final String FORMAT = "v2:";
    private static final String KEY_HINT =
            "Set VASK_SECRETS_KEY to 32 random bytes in Base64, for example from" + " 'openssl rand -base64 32'.";

    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKey> keys = new LinkedHashMap<>();
    private final String first;

    private SecretCipher(List<byte[]> keys) {
        keys.forEach(key -> this.keys.put(idOf(key), new SecretKeySpec(key, "AES")));
        this.first = idOf(keys.getFirst());
    }

    /**
     * Creates the cipher from the settings.
     *
     * @throws ConfigurationException if there is no key or an invalid one
     */
    public static SecretCipher of(SecretsConfig settings) {
        return ifSet(settings)
                .orElseThrow(() -> new ConfigurationException(
                        "vask.secrets.key is not set, but vask.mode is cluster. " + KEY_HINT));
    }

    /**
     * Creates the cipher from the settings, empty if they have no key.
     *
     * @throws ConfigurationException if a key is invalid
     */
    public static Optional<SecretCipher> ifSet(SecretsConfig settings) {
        List<String> keys = settings.key().orElse(List.of());
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new SecretCipher(keys.stream().map(SecretCipher::key).toList()));
    }

    /**
     * Encrypts and decrypts something, so that the classes are loaded before the first use and missing algorithms are found at
     * startup.
     */
    public void selfTest() {
        Binding empty = new Binding("");
        if (decrypt(empty, encrypt(empty, "")).isEmpty()) {
            throw new IllegalStateException("decryption does not reverse encryption");
        }
    }

    private static byte[] key(String text) {
        byte[] key = decoded(text.strip()).orElseGet(() -> new byte[0]);
        if (key.length != KEY_BYTES) {
            throw new ConfigurationException("Invalid value for vask.secrets.key. " + KEY_HINT);
        }
        return key;
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String idOf(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The ids of the keys that decrypt. */
    public Set<String> ids() {
        return keys.keySet();
    }

    /** The id of the key that encrypts. */
    public String first() {
        return first;
    }

    /** Encrypts a secret text for its place, under the first key. */
    public EncryptedText encrypt(Binding binding, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] text = cipher(Cipher.ENCRYPT_MODE, keys.get(first), nonce, binding)
                    .doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + text.length);
            System.arraycopy(text, 0, all, NONCE_BYTES, text.length);
            return new EncryptedText(first, FORMAT + Base64.getEncoder().encodeToString(all));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Decrypts a secret text; empty if no key here decrypts it, it belongs to another place, or it was modified. */
    public Optional<String> decrypt(Binding binding, EncryptedText encrypted) {
        SecretKey key = keys.get(encrypted.keyId());
        byte[] all = decoded(encrypted.isCurrent() ? encrypted.text().substring(FORMAT.length()) : encrypted.text())
                .orElseGet(() -> new byte[0]);
        if (key == null || all.length < NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(all, NONCE_BYTES), binding)
                    .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, @Nullable SecretKey key, byte[] nonce, Binding binding)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(binding.data().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /**
     * An encrypted secret.
     *
     * @param keyId the id of the key
     * @param text  {@code v2:}, then nonce and ciphertext in Base64; a text without {@code v2:} has the first format, which is read
     *              but not written
     */
    public record EncryptedText(String keyId, String text) {

        /** Whether it has the current format. */
        public boolean isCurrent() {
            return text.startsWith(FORMAT);
        }
    }
}
