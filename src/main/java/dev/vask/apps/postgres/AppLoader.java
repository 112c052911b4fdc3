package dev.vask.apps.postgres;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.logs.LogContext;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Loads apps from the database, by key or by app id, with one query at a time. Keys that are requested meanwhile are collected for the next query, so
 * that many keys need few queries, and a later result for a key is never older than an earlier one. Confined to its event loop,
 * with thread-safe methods.
 */
final class AppLoader {

    private static final Logger LOG = Logger.getLogger(AppLoader.class);
    private static final int KEYS_PER_QUERY = 500;

    private final AppRepository repository;
    private final AppCache cache;
    private final Executor loop;
    private final Consumer<AppChange> changes;
    private final Runnable changeMissed;
    private final Map<String, Lookup> waiting = new LinkedHashMap<>();
    private final Map<String, Lookup> underWay = new HashMap<>();
    private volatile boolean reachable = true;

    /**
     * Creates the loader.
     *
     * @param loop         the event loop
     * @param changes      receives how an app differs from what was cached
     * @param changeMissed called when a changed app could not be loaded
     */
    AppLoader(
            AppRepository repository,
            AppCache cache,
            Context loop,
            Consumer<AppChange> changes,
            Runnable changeMissed) {
        this.repository = repository;
        this.cache = cache;
        this.loop = task -> loop.runOnContext(start -> task.run());
        this.changes = changes;
        this.changeMissed = changeMissed;
    }

    /** Loads the app of a key or an app id that is not cached; concurrent look-ups share one query. */
    CompletionStage<Optional<App>> find(String keyOrAppId) {
        return start(() -> underWay.containsKey(keyOrAppId) ? underWay.get(keyOrAppId) : waiting(keyOrAppId));
    }

    /** Loads an app that may have changed and publishes the change. Completes afterwards. */
    CompletionStage<Optional<App>> refresh(String key) {
        return start(() -> waiting(key).changed());
    }

    /** Loads every app that is cached or being loaded, and clears the cached keys without an app. */
    void refreshAll() {
        loop.execute(() -> {
            cache.clearAbsent();
            Set<String> keys = new HashSet<>(cache.keys());
            keys.addAll(underWay.keySet());
            keys.forEach(key -> waiting(key).changed());
            next();
        });
    }

    /** Whether the last query succeeded, or none was needed yet. */
    boolean isReachable() {
        return reachable;
    }

    private CompletionStage<Optional<App>> start(Supplier<Lookup> lookup) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            Lookup started = lookup.get();
                            next();
                            return started.answer;
                        },
                        loop)
                .thenCompose(Function.identity());
    }

    private Lookup waiting(String key) {
        return waiting.computeIfAbsent(key, it -> new Lookup());
    }

    private void next() {
        if (!underWay.isEmpty() || waiting.isEmpty()) {
            return;
        }
        waiting.entrySet().stream().limit(KEYS_PER_QUERY).forEach(it -> underWay.put(it.getKey(), it.getValue()));
        waiting.keySet().removeAll(underWay.keySet());
        repository.findByPath(Set.copyOf(underWay.keySet())).whenCompleteAsync(this::answered, loop);
    }

    private void answered(@Nullable List<StoredApp> found, @Nullable Throwable failure) {
        Map<String, Lookup> asked = new HashMap<>(underWay);
        underWay.clear();
        reachable = found != null;
        if (found == null) {
            asked.putAll(waiting); // waiting for the same query again would take as long
            waiting.clear();
            fail(asked, failure == null ? new IllegalStateException("neither rows nor a failure") : failure);
        } else {
            Map<String, StoredApp> byName = byName(found);
            asked.forEach((name, lookup) -> complete(name, lookup, byName.get(name)));
        }
        next();
    }

    /** Apps by key and by app id. */
    private static Map<String, StoredApp> byName(List<StoredApp> apps) {
        Map<String, StoredApp> byName = new HashMap<>();
        for (StoredApp app : apps) {
            byName.put(app.key(), app);
            if (app.appId() != null) {
                byName.put(app.appId(), app);
            }
        }
        return byName;
    }

    private void complete(String name, Lookup lookup, @Nullable StoredApp stored) {
        if (stored == null || !stored.key().equals(name)) {
            Optional<App> before = cache.find(name);
            cache.putAbsent(name);
            publishIfChanged(name, lookup, before, Optional.empty());
        }
        Optional<App> now = Optional.empty();
        if (stored != null) {
            Optional<App> before = cache.find(stored.key());
            now = cache.put(stored);
            warnIfUnusable(stored, now);
            publishIfChanged(stored.key(), lookup, before, now);
        }
        lookup.answer.complete(now);
    }

    /** A look-up by app id can load a change of a cached app before the notification of the change arrives. */
    @SuppressWarnings("NullableOptional") // not cached is not absent
    private void publishIfChanged(String key, Lookup lookup, @Nullable Optional<App> before, Optional<App> now) {
        boolean mayHaveChanged = lookup.changed || (before != null && before.isPresent());
        if (mayHaveChanged && !now.equals(before)) {
            publish(new AppChange(key, now));
        }
    }

    private static void warnIfUnusable(StoredApp stored, Optional<App> live) {
        if (live.isEmpty()) {
            LogContext.app(stored.key())
                    .log(() -> LOG.warnf(
                            "App %s has no live secret and rejects all requests; add a secret with the admin API",
                            stored.key()));
        }
        warnIfUnreadable(stored);
    }

    private static void warnIfUnreadable(StoredApp app) {
        if (app.plain() > 0) {
            LogContext.app(app.key())
                    .log(() -> LOG.warnf(
                            "App %s has %d secrets or webhook headers in plain text in the database; the next start of a node encrypts them",
                            app.key(), app.plain()));
        }
        if (app.unreadable() > 0) {
            LogContext.app(app.key())
                    .log(() -> LOG.warnf(
                            "App %s has %d secrets or webhook headers that cannot be decrypted and are ignored: they were moved or"
                                    + " changed in the database, or vask.secrets.key lacks their key",
                            app.key(), app.unreadable()));
        }
    }

    private void publish(AppChange change) {
        try {
            changes.accept(change);
        } catch (RuntimeException e) {
            LogContext.app(change.key())
                    .log(() -> LOG.errorf(e, "A listener failed on the change of app %s", change.key()));
        }
    }

    private void fail(Map<String, Lookup> asked, Throwable failure) {
        LOG.debugf(failure, "Cannot load %d apps", asked.size());
        asked.values().forEach(lookup -> lookup.answer.completeExceptionally(failure));
        if (asked.values().stream().anyMatch(lookup -> lookup.changed)) {
            changeMissed.run();
        }
    }

    /** A key or an app id that is being loaded, and its waiting callers. */
    private static final class Lookup {

        private final CompletableFuture<Optional<App>> answer = new CompletableFuture<>();
        private boolean changed;

        Lookup changed() {
            changed = true;
            return this;
        }
    }
}
