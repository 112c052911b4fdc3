package dev.vask.apps.postgres;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The place of an encrypted value, which is the additional authenticated data of its encryption: a value that is moved to another
 * place cannot be decrypted.
 *
 * @param data the data, unambiguous because app keys do not contain NUL
 */
record Binding(String data) {

    private static final String NEVER = "never";

    /** A secret of an app, in its row, with its expiry. */
    static Binding secret(String app, UUID uid, @Nullable Instant expires) {
        return new Binding(String.join(
                "\0", "secret", app, uid.toString(), expires == null ? NEVER : "" + expires.toEpochMilli()));
    }

    /** The value of a webhook header of an app. */
    static Binding header(String app, String name) {
        return new Binding(String.join("\0", "header", app, name));
    }

    /** A secret in the first format, which is bound to the app only. */
    static Binding secretOfFirstFormat(String app) {
        return new Binding(app);
    }
}
