package dev.vask.apps.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vask.apps.encryption.Binding;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.apps.encryption.SecretCipher.EncryptedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and decrypts the secrets and the values of webhook headers in the JSON of an app. An encrypted value is
 * {@code encrypted:KEYID:TEXT}, and bound to the key of its app, and to the name of its header. Everything else is plain.
 */
final class ValueCipher {

    private static final Pattern ENCRYPTED = Pattern.compile("encrypted:([0-9a-f]{8}):(.*)");

    private final @Nullable SecretCipher cipher;

    /** Creates the cipher of a file; without {@code vask.secrets.key}, values are written as they are. */
    ValueCipher(Optional<SecretCipher> cipher) {
        this.cipher = cipher.orElse(null);
    }

    /** Whether values are encrypted. */
    boolean isOn() {
        return cipher != null;
    }

    /** Decrypts all values, and adds the errors of those that cannot be decrypted, by field. */
    void decrypt(String app, ObjectNode json, Map<String, String> problems) {
        replaceValues(app, json, (field, binding, value) -> {
            Matcher encrypted = ENCRYPTED.matcher(value);
            if (!encrypted.matches()) {
                return value;
            }
            String keyId = encrypted.group(1);
            Optional<String> plain = cipher == null
                    ? Optional.empty()
                    : cipher.decrypt(binding, new EncryptedText(keyId, encrypted.group(2)));
            if (plain.isEmpty()) {
                problems.put(
                        field,
                        cipher == null || !cipher.ids().contains(keyId)
                                ? "is encrypted under the key %s, which vask.secrets.key does not contain"
                                        .formatted(keyId)
                                : "cannot be decrypted: it was changed, or belongs to another app");
            }
            return plain.orElse(value);
        });
    }

    /** Encrypts all values that are plain. Returns how many were, 0 if values are not encrypted. */
    int encryptPlain(String app, ObjectNode json) {
        return encrypt(app, json, value -> !ENCRYPTED.matcher(value).matches());
    }

    /** Encrypts all values that are not encrypted under the first key. Returns how many were not. They must be decryptable. */
    int reencrypt(String app, ObjectNode json) {
        return encrypt(app, json, value -> cipher != null && !value.startsWith("encrypted:" + cipher.first() + ":"));
    }

    private int encrypt(String app, ObjectNode json, Predicate<String> which) {
        SecretCipher key = cipher;
        if (key == null) {
            return 0;
        }
        int[] count = {0};
        replaceValues(app, json, (field, binding, value) -> {
            if (!which.test(value)) {
                return value;
            }
            count[0]++;
            EncryptedText encrypted = key.encrypt(binding, plain(key, binding, value));
            return "encrypted:%s:%s".formatted(encrypted.keyId(), encrypted.text());
        });
        return count[0];
    }

    private static String plain(SecretCipher cipher, Binding binding, String value) {
        Matcher encrypted = ENCRYPTED.matcher(value);
        return encrypted.matches()
                ? cipher.decrypt(binding, new EncryptedText(encrypted.group(1), encrypted.group(2)))
                        .orElseThrow()
                : value;
    }

    /** The number of plain values. */
    static int plainValues(String app, ObjectNode json) {
        int[] count = {0};
        replaceValues(app, json, (field, binding, value) -> {
            count[0] += ENCRYPTED.matcher(value).matches() ? 0 : 1;
            return value;
        });
        return count[0];
    }

    /** Returns the new value of a field. */
    private interface Replacement {
        String of(String field, Binding binding, String value);
    }

    private static void replaceValues(String app, ObjectNode json, Replacement replacement) {
        Binding secret = Binding.secretInFile(app);
        replace(json, "secret", "secret", secret, replacement);
        if (json.get("secrets") instanceof ArrayNode secrets) {
            for (int i = 0; i < secrets.size(); i++) {
                String field = "secrets[" + i + "]";
                if (secrets.get(i) instanceof ObjectNode each) {
                    replace(each, "secret", field + ".secret", secret, replacement);
                } else if (secrets.get(i) instanceof TextNode text) {
                    secrets.set(i, TextNode.valueOf(replacement.of(field, secret, text.textValue())));
                }
            }
        }
        if (json.path("webhook").get("headers") instanceof ObjectNode headers) {
            List<String> names = new ArrayList<>();
            headers.fieldNames().forEachRemaining(names::add);
            names.forEach(
                    name -> replace(headers, name, "webhook.headers." + name, Binding.header(app, name), replacement));
        }
    }

    private static void replace(
            ObjectNode object, String name, String field, Binding binding, Replacement replacement) {
        if (object.get(name) instanceof TextNode text) {
            object.put(name, replacement.of(field, binding, text.textValue()));
        }
    }
}
