package dev.vask.apps.postgres;

import dev.vask.apps.postgres.SecretCipher.Sealed;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A webhook header in the column {@code webhook_headers}: {@code Name@keyid=ciphertext}, or {@code Name: value} if it was written
 * by hand. Header names do not contain {@code @}.
 *
 * @param name   the name
 * @param sealed the encrypted value; null if it is not encrypted
 * @param plain  the value, if it is not encrypted
 */
record StoredHeader(
        String name, @Nullable Sealed sealed, @Nullable String plain) {

    private static final Pattern SEALED = Pattern.compile("([^:@]+)@([0-9a-f]{8})=(.*)");
    private static final String SEPARATOR = ": ";

    /** Parses a text of the column, empty if it is invalid. */
    static Optional<StoredHeader> of(String text) {
        Matcher sealed = SEALED.matcher(text);
        if (sealed.matches()) {
            return Optional.of(new StoredHeader(sealed.group(1), new Sealed(sealed.group(2), sealed.group(3)), null));
        }
        String[] parts = text.split(SEPARATOR, 2);
        return parts.length == 2 ? Optional.of(new StoredHeader(parts[0], null, parts[1])) : Optional.empty();
    }

    /** The text of the column for a header of an app, encrypted under the first key. */
    static String seal(String app, String name, String value, SecretCipher cipher) {
        Sealed sealed = cipher.seal(Binding.header(app, name), value);
        return "%s@%s=%s".formatted(name, sealed.keyId(), sealed.text());
    }

    /** The value, empty if it cannot be decrypted here. */
    Optional<String> value(String app, SecretCipher cipher) {
        return sealed == null ? Optional.ofNullable(plain) : cipher.open(Binding.header(app, name), sealed);
    }

    /** Whether the value is not encrypted. */
    boolean isPlain() {
        return sealed == null;
    }

    /** Whether the value is encrypted under the first key. */
    boolean isUnderFirst(SecretCipher cipher) {
        return sealed != null && sealed.keyId().equals(cipher.first());
    }
}
