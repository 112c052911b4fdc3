package dev.vask.apps.postgres;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppSecret;
import dev.vask.apps.AppStore;
import dev.vask.apps.AppsUnavailableException;
import dev.vask.apps.ReencryptionResult;
import dev.vask.apps.SecretLastUsedDays.Use;
import dev.vask.apps.UsageStore;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The apps of a cluster: stored in Postgres, and cached if they are in use. A cached app needs no query and keeps working while
 * Postgres is unreachable; everything else then fails with {@link AppsUnavailableException}. Changes by other clients, including
 * {@code psql}, are received shortly after their commit; a change by this node is published before its call returns.
 *
 * <p>Callers with a Vert.x context get their results on it.
 */
public final class PostgresApps implements AppStore, UsageStore {

    private static final CompletionStage<Optional<App>> NONE = CompletableFuture.completedFuture(Optional.empty());

    private final InstantSource clock;
    private final AppQueries queries;
    private final AppRows rows;
    private final AppCache cache;
    private final AppLoader lookups;
    private final AppChangeListener feed;
    private final SecretLastUsedWriter uses;

    private PostgresApps(
            Pool pool,
            Supplier<Mutiny.SessionFactory> sessions,
            Vertx vertx,
            PgConnectOptions address,
            int cacheSize,
            InstantSource clock,
            SecretCipher cipher,
            Consumer<AppChange> changes,
            QueryTimer timer) {
        Context loop = ((VertxInternal) vertx).createEventLoopContext();
        this.clock = clock;
        this.queries = new AppQueries(pool, cipher, timer);
        this.rows = new AppRows(sessions, loop, clock, cipher, timer);
        this.cache = new AppCache(cacheSize, clock);
        this.lookups = new AppLoader(queries, cache, loop, changes, this::listenAnew);
        this.uses = new SecretLastUsedWriter(queries);
        this.uses.start(vertx, loop);
        this.feed = new AppChangeListener(vertx, loop, address, lookups::refreshAll, this::changed);
    }

    /**
     * Starts to listen for changes. A node has one instance.
     *
     * @param pool       connections to the database
     * @param sessions   Hibernate's session factory; used only when an app is changed, which an edge never does
     * @param address    the database, for the listening connection
     * @param cacheSize  the number of cached apps
     * @param cipher     encrypts and decrypts secrets
     * @param changes    receives each change on an event loop, in order per app
     * @param timer      measures and limits the time of each statement
     */
    static PostgresApps open(
            Pool pool,
            Supplier<Mutiny.SessionFactory> sessions,
            Vertx vertx,
            PgConnectOptions address,
            int cacheSize,
            InstantSource clock,
            SecretCipher cipher,
            Consumer<AppChange> changes,
            QueryTimer timer) {
        PostgresApps apps = new PostgresApps(pool, sessions, vertx, address, cacheSize, clock, cipher, changes, timer);
        // The first query is slow, because its code is not compiled yet. This query warms it up before the start
        // completes.
        apps.queries.read(List.of("")).whenComplete((none, failure) -> apps.feed.start());
        return apps;
    }

    @Override
    public boolean isReachable() {
        return feed.isUp();
    }

    @Override
    public CompletionStage<Optional<App>> find(String key) {
        if (!App.isKey(key)) {
            return NONE;
        }
        Optional<App> known = cache.find(key);
        return known == null ? home(lookups.find(key)) : CompletableFuture.completedFuture(known);
    }

    @Override
    public CompletionStage<List<App>> list() {
        return home(queries.readAll().thenApply(all -> all.stream()
                .flatMap(row -> row.at(clock.instant()).stream())
                .toList()));
    }

    @Override
    public CompletionStage<Put> put(String key, Replacement change) {
        return home(rows.put(key, change).thenCompose(put -> told(key, put)));
    }

    @Override
    public CompletionStage<Boolean> delete(String key) {
        return home(queries.delete(key).thenCompose(existed -> told(key, existed)));
    }

    @Override
    public void note(App app, AppSecret secret, Instant now) {
        uses.note(new Use(app.key(), secret.secret()), now);
    }

    @Override
    public CompletionStage<Map<String, LocalDate>> lastUses(String key) {
        return home(
                queries.read(List.of(key)).thenApply(found -> found.isEmpty() ? Map.of() : lastUses(found.getFirst())));
    }

    private Map<String, LocalDate> lastUses(AppRow row) {
        Map<String, LocalDate> days = row.lastUses();
        row.at(clock.instant()).ifPresent(app -> uses.of(app)
                .forEach((id, day) -> days.merge(id, day, (written, seen) -> seen.isAfter(written) ? seen : written)));
        return days;
    }

    @Override
    public CompletionStage<ReencryptionResult> reencryptSecrets() {
        return home(reencryptSecrets("", 0));
    }

    private CompletionStage<ReencryptionResult> reencryptSecrets(String after, int before) {
        return rows.reencryptSome(after)
                .thenCompose(some -> some.last() != null
                        ? reencryptSecrets(some.last(), before + some.reencrypted())
                        : queries.countOtherwise()
                                .thenApply(left -> new ReencryptionResult(true, before, Math.toIntExact(left))));
    }

    @Override
    public CompletionStage<Map<LocalDate, Long>> read(String app, YearMonth month) {
        return queries.events(app, month);
    }

    @Override
    public CompletionStage<Void> keep(Map<String, Map<LocalDate, Long>> events) {
        return queries.keepEvents(events);
    }

    /**
     * Completes after the change is published here. The change is committed even if it cannot be loaded; then the change feed
     * delivers it.
     */
    private <T> CompletionStage<T> told(String key, T answer) {
        return lookups.refresh(key).handle((now, failure) -> answer);
    }

    private void changed(String key) {
        if (key.isEmpty()) {
            lookups.refreshAll();
        } else {
            lookups.refresh(key);
        }
    }

    private void listenAnew() {
        feed.restart();
    }

    private static <T> CompletionStage<T> home(CompletionStage<T> stage) {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return stage;
        }
        Executor home = task -> caller.runOnContext(start -> task.run());
        return stage.whenCompleteAsync((answer, failure) -> {}, home);
    }

    /** Stops listening; completes when its connection is closed. The caller closes the session factory. */
    CompletionStage<Void> stop() {
        return feed.close();
    }
}
