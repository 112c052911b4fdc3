package dev.vask.apps;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stores apps. Every change is published as an {@link AppChange} on every node. Never blocks. Fails with
 * {@link AppsUnavailableException} while the database cannot be reached.
 */
public interface AppStore extends AppDirectory, SecretLastUsed {

    /** All apps, ordered by key. */
    CompletionStage<List<App>> list();

    /**
     * Creates or replaces an app atomically. Fails with {@link AppIdTakenException} if its key or its app id belongs to another app.
     *
     * @param key    the key of the app
     * @param change returns the new app for the current one, or for null if the app does not exist; may be called several times; if it
     *               throws, nothing is changed
     */
    CompletionStage<Put> put(String key, Replacement change);

    /** Deletes an app. Returns false if it does not exist. */
    CompletionStage<Boolean> delete(String key);

    /**
     * Encrypts all secrets and webhook header values that are not encrypted under the first key. Other nodes can run meanwhile, and
     * can do the same.
     */
    CompletionStage<ReencryptionResult> reencryptSecrets();

    /** Whether the database can be reached and changes are received. */
    boolean isReachable();

    /** Creates the new app from the current one. */
    @FunctionalInterface
    interface Replacement {
        App of(@Nullable App before);
    }

    /**
     * The result of {@link #put}.
     *
     * @param app     the new app
     * @param created whether the app did not exist before
     */
    record Put(App app, boolean created) {}
}
