package dev.vask.apps.encryption;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The place of an encrypted value, which is the additional authenticated data of its encryption: a value that is moved to another
 * place cannot be decrypted.
 *
 * @param data the data, unambiguous because app keys do not contain NUL
 */
public record Binding(String data) {

    private static final String NEVER = "never";

    /** A secret of an app, in its row, with its expiry. */
    public static Binding secret(String app, UUID uid, @Nullable Instant expires) {
        return new Binding(String.join(
                "\0", "secret", app, uid.toString(), expires == null ? NEVER : "" + expires.toEpochMilli()));
    }

    /** A secret of an app in {@code vask.apps.file}, whose other fields may be edited. */
    public static Binding secretInFile(String app) {
        return new Binding(String.join("\0", "secret in file", app));
    }

    /** The value of a webhook header of an app. */
    public static Binding header(String app, String name) {
        return new Binding(String.join("\0", "header", app, name));
    }

    /** A secret in the first format, which is bound to the app only. */
    public static Binding secretOfFirstFormat(String app) {
        return new Binding(app);
    }
}
