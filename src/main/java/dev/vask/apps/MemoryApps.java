package dev.vask.apps;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The apps of a standalone server, in memory. */
public final class MemoryApps implements AppStore {

    private final ConcurrentHashMap<String, App> apps = new ConcurrentHashMap<>();
    private final SecretLastUsedDays uses = new SecretLastUsedDays();
    private final Consumer<AppChange> changes;

    /**
     * Creates a store without apps.
     *
     * @param changes receives each change, in order per app
     */
    public MemoryApps(Consumer<AppChange> changes) {
        this.changes = changes;
    }

    @Override
    public CompletionStage<Optional<App>> find(String key) {
        return CompletableFuture.completedFuture(Optional.ofNullable(apps.get(key)));
    }

    @Override
    public CompletionStage<List<App>> list() {
        return CompletableFuture.completedFuture(
                apps.values().stream().sorted(Comparator.comparing(App::key)).toList());
    }

    @Override
    public synchronized CompletionStage<Put> put(String key, Replacement change) {
        App before = apps.get(key);
        try {
            App after = change.of(before);
            apps.put(key, after);
            uses.remove(use -> use.app().equals(key)
                    && after.secrets().stream().noneMatch(it -> it.secret().equals(use.secret())));
            changes.accept(new AppChange(key, Optional.of(after)));
            return CompletableFuture.completedFuture(new Put(after, before == null));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<ReencryptionResult> reencryptSecrets() {
        return CompletableFuture.completedFuture(ReencryptionResult.NOTHING_AT_REST);
    }

    @Override
    public void recordUse(App app, AppSecret secret, Instant now) {
        uses.recordUse(new SecretLastUsedDays.UsedSecret(app.key(), secret.secret()), now);
    }

    @Override
    public CompletionStage<Void> flushUses() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Map<String, LocalDate>> lastUsedDays(String key) {
        App app = apps.get(key);
        return CompletableFuture.completedFuture(app == null ? Map.of() : uses.of(app));
    }

    @Override
    public boolean isReachable() {
        return true;
    }

    @Override
    public synchronized CompletionStage<Boolean> delete(String key) {
        boolean existed = apps.remove(key) != null;
        if (existed) {
            uses.remove(use -> use.app().equals(key));
            changes.accept(new AppChange(key, Optional.empty()));
        }
        return CompletableFuture.completedFuture(existed);
    }
}
