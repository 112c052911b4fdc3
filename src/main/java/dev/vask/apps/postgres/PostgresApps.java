package dev.vask.apps.postgres;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppSecret;
import dev.vask.apps.AppStore;
import dev.vask.apps.AppsUnavailableException;
import dev.vask.apps.ReencryptionResult;
import dev.vask.apps.SecretLastUsedDays.UsedSecret;
import dev.vask.apps.UsageStore;
import dev.vask.apps.encryption.SecretCipher;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The apps of a cluster: stored in Postgres, and cached if they are in use. A cached app needs no query and keeps working while
 * Postgres is unreachable; everything else then fails with {@link AppsUnavailableException}. Changes by other clients, including
 * {@code psql}, are received shortly after their commit; a change by this node is published before its call returns.
 *
 * <p>Callers with a Vert.x context get their results on it.
 */
public final class PostgresApps implements AppStore, UsageStore {

    private static final CompletionStage<Optional<App>> NONE = CompletableFuture.completedFuture(Optional.empty());

    private static final Duration ABSENT_TTL = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final AppRepository repository;
    private final UsageRepository usage;
    private final SecretReencryption reencryption;
    private final AppCache cache;
    private final AppLoader loader;
    private final @Nullable AppChangeListener listener;
    private final @Nullable Duration maxAge;
    private final SecretLastUsedWriter uses;

    private PostgresApps(
            Sessions sessions,
            Vertx vertx,
            PgConnectOptions address,
            int cacheSize,
            InstantSource clock,
            SecretCipher cipher,
            Consumer<AppChange> changes,
            @Nullable Duration maxAge) {
        this.clock = clock;
        this.maxAge = maxAge;
        this.repository = new AppRepository(sessions, clock, cipher);
        this.usage = new UsageRepository(sessions);
        this.reencryption = new SecretReencryption(sessions, cipher);
        this.cache = new AppCache(cacheSize, maxAge == null ? ABSENT_TTL : maxAge, clock);
        this.loader = new AppLoader(repository, cache, sessions.loop(), changes, this::restartListener);
        this.uses = new SecretLastUsedWriter(repository);
        if (maxAge == null) {
            this.uses.start(vertx, sessions.loop());
            this.listener = new AppChangeListener(vertx, sessions.loop(), address, loader::refreshAll, this::changed);
        } else {
            this.listener = null;
        }
    }

    /**
     * Starts to listen for changes. A node has one instance.
     *
     * @param sessions   sessions of Hibernate Reactive
     * @param address    the database, for the listening connection
     * @param cacheSize  the number of cached apps
     * @param cipher     encrypts and decrypts secrets
     * @param changes    receives each change on an event loop, in order per app
     * @param maxAge     null to listen for changes; else nothing happens between calls, and an app that is used after this time is loaded
     *                   again first
     */
    static PostgresApps open(
            Sessions sessions,
            Vertx vertx,
            PgConnectOptions address,
            int cacheSize,
            InstantSource clock,
            SecretCipher cipher,
            Consumer<AppChange> changes,
            @Nullable Duration maxAge) {
        PostgresApps apps = new PostgresApps(sessions, vertx, address, cacheSize, clock, cipher, changes, maxAge);
        // The first query is slow, because its code is not compiled yet. This query warms it up before the start
        // completes.
        apps.repository.findByPath(List.of("")).whenComplete((none, failure) -> apps.listen());
        return apps;
    }

    private void listen() {
        if (listener != null) {
            listener.start();
        }
    }

    @Override
    public boolean isReachable() {
        if (listener != null) {
            return listener.isUp();
        }
        boolean reachable = loader.isReachable();
        if (!reachable) {
            loader.find(""); // probes may be the only requests to a process that is not ready
        }
        return reachable;
    }

    @Override
    public CompletionStage<Optional<App>> find(String key) {
        Optional<App> known = cache.find(key);
        return known == null
                ? load(key).thenApply(found -> found.filter(app -> app.key().equals(key)))
                : current(key, known);
    }

    @Override
    public CompletionStage<Optional<App>> findByPath(String keyOrAppId) {
        Optional<App> known = cache.findByPath(keyOrAppId);
        return known == null ? load(keyOrAppId) : current(keyOrAppId, known);
    }

    /** Loads an app that is not cached. What is not a valid key cannot be cached, so only these are checked. */
    private CompletionStage<Optional<App>> load(String keyOrAppId) {
        return App.isKey(keyOrAppId) ? onCallersContext(loader.find(keyOrAppId)) : NONE;
    }

    /** The cached app of a key or an app id; loaded again if it is older than the maximum age. */
    private CompletionStage<Optional<App>> current(String keyOrAppId, Optional<App> known) {
        String key = known.map(App::key).orElse(keyOrAppId);
        if (maxAge == null || !cache.isOlderThan(key, maxAge)) {
            return CompletableFuture.completedFuture(known);
        }
        return onCallersContext(revalidated(key, known)
                .thenApply(
                        found -> found.filter(app -> app.key().equals(keyOrAppId) || keyOrAppId.equals(app.appId()))));
    }

    /** The app as the database has it now, or the cached one if it cannot be loaded; the next attempt follows after the maximum age. */
    private CompletionStage<Optional<App>> revalidated(String key, Optional<App> known) {
        return loader.refresh(key).exceptionally(unreachable -> {
            cache.confirm(key);
            return known;
        });
    }

    @Override
    public CompletionStage<List<App>> list() {
        return onCallersContext(repository.findAll().thenApply(all -> all.stream()
                .flatMap(app -> app.at(clock.instant()).stream())
                .toList()));
    }

    @Override
    public CompletionStage<Put> put(String key, Replacement change) {
        return onCallersContext(repository.put(key, change).thenCompose(put -> published(key, put)));
    }

    @Override
    public CompletionStage<Boolean> delete(String key) {
        return onCallersContext(repository.delete(key).thenCompose(existed -> published(key, existed)));
    }

    @Override
    public void recordUse(App app, AppSecret secret, Instant now) {
        uses.recordUse(new UsedSecret(app.key(), secret.secret()), now);
    }

    @Override
    public CompletionStage<Void> flushUses() {
        return uses.flush();
    }

    @Override
    public CompletionStage<Map<String, LocalDate>> lastUsedDays(String key) {
        return onCallersContext(repository.lastUsedDays(key).thenCombine(find(key), (stored, app) -> {
            Map<String, LocalDate> days = new HashMap<>(stored);
            app.ifPresent(it -> uses.of(it).forEach((id, day) -> days.merge(id, day, PostgresApps::later)));
            return days;
        }));
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public CompletionStage<ReencryptionResult> reencryptSecrets() {
        return onCallersContext(reencryption.reencrypt());
    }

    @Override
    public CompletionStage<Map<LocalDate, Long>> read(String app, YearMonth month) {
        return usage.read(app, month);
    }

    @Override
    public CompletionStage<Void> save(Map<String, Map<LocalDate, Long>> events) {
        return usage.save(events);
    }

    /**
     * Completes after the change is published here. The change is committed even if it cannot be loaded; then it is published
     * when the listener receives it.
     */
    private <T> CompletionStage<T> published(String key, T response) {
        return loader.refresh(key).handle((now, failure) -> response);
    }

    private void changed(String key) {
        if (key.isEmpty()) {
            loader.refreshAll();
        } else {
            loader.refresh(key);
        }
    }

    private void restartListener() {
        if (listener != null) {
            listener.restart();
        }
    }

    private static <T> CompletionStage<T> onCallersContext(CompletionStage<T> stage) {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return stage;
        }
        Executor context = task -> caller.runOnContext(start -> task.run());
        return stage.whenCompleteAsync((response, failure) -> {}, context);
    }

    /** Stops listening; completes when its connection is closed. The caller closes the session factory. */
    CompletionStage<Void> stop() {
        return listener == null ? CompletableFuture.completedFuture(null) : listener.close();
    }
}
