package dev.vask.apps;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The apps of a standalone server, in memory. */
public final class MemoryApps implements AppStore {

    private final SecretLastUsedDays uses = new SecretLastUsedDays();
    private final Consumer<AppChange> changes;
    private volatile AppIndex apps = AppIndex.EMPTY;

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
        return CompletableFuture.completedFuture(apps.find(key));
    }

    @Override
    public CompletionStage<Optional<App>> findByPath(String keyOrAppId) {
        return CompletableFuture.completedFuture(Optional.ofNullable(apps.byPath(keyOrAppId)));
    }

    @Override
    public CompletionStage<List<App>> list() {
        return CompletableFuture.completedFuture(
                apps.apps().stream().sorted(Comparator.comparing(App::key)).toList());
    }

    /** The current apps. */
    public AppIndex index() {
        return apps;
    }

    @Override
    public synchronized CompletionStage<Put> put(String key, Replacement change) {
        App before = apps.get(key);
        try {
            App after = change.of(before);
            replace(apps.with(after));
            return CompletableFuture.completedFuture(new Put(after, before == null));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized CompletionStage<Boolean> delete(String key) {
        boolean existed = apps.get(key) != null;
        if (existed) {
            replace(apps.without(key));
        }
        return CompletableFuture.completedFuture(existed);
    }

    /** Replaces all apps at once, and publishes what differs. */
    public synchronized void replace(AppIndex all) {
        AppIndex before = apps;
        apps = all;
        uses.remove(use -> !isSecret(use, all));
        for (App app : before.apps()) {
            if (all.get(app.key()) == null) {
                changes.accept(new AppChange(app.key(), Optional.empty()));
            }
        }
        for (App app : all.apps()) {
            if (!app.equals(before.get(app.key()))) {
                changes.accept(new AppChange(app.key(), Optional.of(app)));
            }
        }
    }

    private static boolean isSecret(SecretLastUsedDays.UsedSecret use, AppIndex apps) {
        return apps.find(use.app()).map(App::secrets).stream()
                .flatMap(Collection::stream)
                .anyMatch(it -> it.secret().equals(use.secret()));
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
        return CompletableFuture.completedFuture(apps.find(key).map(uses::of).orElse(Map.of()));
    }

    @Override
    public boolean isReachable() {
        return true;
    }
}
