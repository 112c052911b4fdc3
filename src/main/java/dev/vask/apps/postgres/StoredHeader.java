package dev.vask.apps.postgres;

import dev.vask.apps.encryption.Binding;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.apps.encryption.SecretCipher.EncryptedText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A webhook header in the column {@code webhook_headers}: {@code Name@keyid=ciphertext}, or {@code Name: value} if it was written
 * by hand. Header names do not contain {@code @}.
 *
 * @param name   the name
 * @param encrypted the encrypted value; null if it is not encrypted
 * @param plain  the value, if it is not encrypted
 */
record StoredHeader(
        String name,
        @Nullable EncryptedText encrypted,
        @Nullable String plain) {

    private static final Pattern ENCRYPTED = Pattern.compile("([^:@]+)@([0-9a-f]{8})=(.*)");
    private static final String SEPARATOR = ": ";

    /** Parses a text of the column, empty if it is invalid. */
    static Optional<StoredHeader> of(String text) {
        Matcher encrypted = ENCRYPTED.matcher(text);
        if (encrypted.matches()) {
            return Optional.of(new StoredHeader(
                    encrypted.group(1), new EncryptedText(encrypted.group(2), encrypted.group(3)), null));
        }
        String[] parts = text.split(SEPARATOR, 2);
        return parts.length == 2 ? Optional.of(new StoredHeader(parts[0], null, parts[1])) : Optional.empty();
    }

    /** The text of the column for a header of an app, encrypted under the first key. */
    static String encrypt(String app, String name, String value, SecretCipher cipher) {
        EncryptedText encrypted = cipher.encrypt(Binding.header(app, name), value);
        return "%s@%s=%s".formatted(name, encrypted.keyId(), encrypted.text());
    }

    /** The value, empty if it cannot be decrypted here. */
    Optional<String> value(String app, SecretCipher cipher) {
        return encrypted == null ? Optional.ofNullable(plain) : cipher.decrypt(Binding.header(app, name), encrypted);
    }

    /** Whether the value is not encrypted. */
    boolean isPlain() {
        return encrypted == null;
    }

    /** Whether the value is encrypted under the first key. */
    boolean isUnderFirst(SecretCipher cipher) {
        return encrypted != null && encrypted.keyId().equals(cipher.first());
    }
}
