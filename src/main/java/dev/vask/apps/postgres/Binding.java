package dev.vask.apps.postgres;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an encrypted value belongs to, as the additional authenticated data of its encryption: moved to anywhere else, it cannot be
 * decrypted.
 *
 * @param data the data, which no value of another kind can have: app keys hold no NUL
 */
record Binding(String data) {

    private static final String NEVER = "never";

    /** A secret of an app, in its row, with its end. */
    static Binding secret(String app, UUID uid, @Nullable Instant expires) {
        return new Binding(String.join(
                "\0", "secret", app, uid.toString(), expires == null ? NEVER : "" + expires.toEpochMilli()));
    }

    /** The value of a header of an app's webhook. */
    static Binding header(String app, String name) {
        return new Binding(String.join("\0", "header", app, name));
    }

    /** A secret in the first format, which was bound to its app alone. */
    static Binding formerSecret(String app) {
        return new Binding(app);
    }
}
