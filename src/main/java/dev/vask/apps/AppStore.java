package dev.vask.apps;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where apps are kept and changed; every change is told as an {@link AppChange} on every node. Never blocks; fails with
 * {@link AppsUnavailableException} while what keeps them cannot be reached.
 */
public interface AppStore extends AppDirectory, SecretUses {

    /** All apps, by key. */
    CompletionStage<List<App>> list();

    /**
     * Creates or replaces an app, atomically.
     *
     * @param key    its key
     * @param change what becomes of the app that is there, null if there is none; may run more than once, and may throw to
     *               leave everything as it is
     */
    CompletionStage<Put> put(String key, Replacement change);

    /** Deletes an app; false if there was none. */
    CompletionStage<Boolean> delete(String key);

    /** Encrypts all secrets and values of webhook headers under the first key that are kept otherwise. Instances may go on meanwhile, and may do so at once. */
    CompletionStage<Reencryption> reencryptSecrets();

    /** Whether what keeps the apps can be reached now, and changes are heard of. */
    boolean isReachable();

    /** Makes the new app from the one there was. */
    @FunctionalInterface
    interface Replacement {
        App of(@Nullable App before);
    }

    /**
     * What {@link #put} did.
     *
     * @param app     the app as it stands now
     * @param created whether there was none before
     */
    record Put(App app, boolean created) {}
}
