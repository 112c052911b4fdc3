package dev.vask.apps.postgres;

import dev.vask.apps.App;
import dev.vask.apps.AppStore.Put;
import dev.vask.apps.AppStore.Replacement;
import dev.vask.apps.AppsUnavailableException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The tables of apps for those who change what is in them; {@link AppQueries} is for all else. Each operation is one transaction,
 * on a Vert.x context of its own as Hibernate Reactive wants, and may be started from any thread. It fails with
 * {@link AppsUnavailableException} if Postgres cannot be reached.
 */
final class AppRows {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final int MOST_COLLISIONS = 20;
    private static final int APPS_OF_A_BATCH = 50;
    private static final String OTHERWISE =
            """
            select key from apps where key > :after
            and (exists (select 1 from app_secrets where app_key = key and %s)
                or exists (select 1 from unnest(webhook_headers) as header where %s))
            order by key""".formatted(AtRest.secretOtherwise(":first"), AtRest.headerOtherwise(":first"));

    private final Supplier<Mutiny.SessionFactory> sessions;
    private final Context loop;
    private final InstantSource clock;
    private final SecretCipher cipher;
    private final QueryTimer timer;

    /**
     * The tables behind a session factory.
     *
     * @param sessions   asked only when there is something to do, as an edge has none
     * @param cipher     opens and closes secrets
     * @param timer      measures and limits the time of each statement
     */
    AppRows(
            Supplier<Mutiny.SessionFactory> sessions,
            Context loop,
            InstantSource clock,
            SecretCipher cipher,
            QueryTimer timer) {
        this.sessions = sessions;
        this.loop = loop;
        this.clock = clock;
        this.cipher = cipher;
        this.timer = timer;
    }

    /** Creates or replaces an app, as {@code AppStore.put} specifies. Retries if another node creates the same app concurrently. */
    CompletionStage<Put> put(String key, Replacement change) {
        return run(Uni.createFrom()
                .deferred(() -> sessions.get().withTransaction(session -> put(session, key, change)))
                .onFailure(AppRows::isCollision)
                .retry()
                .atMost(MOST_COLLISIONS));
    }

    private Uni<Put> put(Mutiny.Session session, String key, Replacement change) {
        return session.find(AppRow.class, key, LockModeType.PESSIMISTIC_WRITE)
                .flatMap(row -> row == null
                        ? create(session, key, change)
                        : session.fetch(row.secrets).map(secrets -> replace(row, change)));
    }

    private Uni<Put> create(Mutiny.Session session, String key, Replacement change) {
        AppRow row = new AppRow();
        row.key = key;
        App after = applied(change, null);
        row.become(after, clock.instant(), cipher);
        return session.persist(row).replaceWith(new Put(after, true));
    }

    private Put replace(AppRow row, Replacement change) {
        Instant now = clock.instant();
        row.open(cipher);
        App before = row.at(now).orElse(null);
        App after = applied(change, before);
        row.become(after, now, cipher);
        return new Put(after, before == null);
    }

    private static App applied(Replacement change, @Nullable App before) {
        try {
            return change.of(before);
        } catch (RuntimeException e) {
            throw new ReplacementException(e);
        }
    }

    /**
     * Encrypts the secrets and headers of some apps under the first key that are not, as far as they can be decrypted here.
     *
     * @param after the app after which to begin, in the order of keys
     */
    CompletionStage<Batch> reencryptSome(String after) {
        return run(Uni.createFrom()
                .deferred(() -> sessions.get().withTransaction(session -> reencryptSome(session, after))));
    }

    /**
     * Some apps that were looked at.
     *
     * @param last        the key of the last one, null if there are none left
     * @param reencrypted how many of their values were encrypted
     */
    record Batch(@Nullable String last, int reencrypted) {}

    private Uni<Batch> reencryptSome(Mutiny.Session session, String after) {
        return session.createNativeQuery(OTHERWISE, String.class)
                .setParameter("after", after)
                .setParameter("first", cipher.first())
                .setMaxResults(APPS_OF_A_BATCH)
                .getResultList()
                .flatMap(keys -> keys.isEmpty()
                        ? Uni.createFrom().item(new Batch(null, 0))
                        : reencrypt(session, keys).map(done -> new Batch(keys.getLast(), done)));
    }

    private Uni<Integer> reencrypt(Mutiny.Session session, List<String> keys) {
        return session.createSelectionQuery("select a from App a where a.key in :keys order by a.key", AppRow.class)
                .setParameter("keys", keys)
                .setLockMode(
                        LockModeType.PESSIMISTIC_WRITE) // as a change of the app does, so that neither undoes the other
                .getResultList()
                .flatMap(apps -> reencryptAll(session, apps));
    }

    private Uni<Integer> reencryptAll(Mutiny.Session session, List<AppRow> apps) {
        int headers = apps.stream()
                .mapToInt(it -> it.webhook.reencrypt(it.key, cipher))
                .sum();
        return session.createSelectionQuery(
                        "select s from Secret s join fetch s.app a where a in :apps", SecretRow.class)
                .setParameter("apps", apps)
                .getResultList()
                .map(rows -> headers
                        + (int) rows.stream()
                                .filter(row -> row.reencrypt(cipher))
                                .count());
    }

    /** Work that takes longer than is bearable is not broken off: only its own thread may end its session. */
    private <T> CompletionStage<T> run(Uni<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        CompletionStage<T> answer = timer.of(done);
        Context own = VertxContext.createNewDuplicatedContext(loop);
        VertxContextSafetyToggle.setContextSafe(own, true);
        own.runOnContext(start -> work.subscribe().with(done::complete, done::completeExceptionally));
        return answer;
    }

    private static boolean isCollision(Throwable failure) {
        return failure instanceof ConstraintViolationException it && UNIQUE_VIOLATION.equals(it.getSQLState());
    }
}
