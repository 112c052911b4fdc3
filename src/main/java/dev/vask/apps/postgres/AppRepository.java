package dev.vask.apps.postgres;

import dev.vask.apps.App;
import dev.vask.apps.AppStore.Put;
import dev.vask.apps.AppStore.Replacement;
import dev.vask.apps.AppsUnavailableException;
import dev.vask.apps.SecretLastUsedDays.UsedSecret;
import dev.vask.apps.encryption.SecretCipher;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Apps and their secrets in the database. Can be called from any thread. Everything fails with {@link AppsUnavailableException} if
 * Postgres cannot be reached.
 */
final class AppRepository {

    private final Sessions sessions;
    private final InstantSource clock;
    private final SecretCipher cipher;

    /**
     * Creates the repository.
     *
     * @param cipher encrypts and decrypts secrets and webhook headers
     */
    AppRepository(Sessions sessions, InstantSource clock, SecretCipher cipher) {
        this.sessions = sessions;
        this.clock = clock;
        this.cipher = cipher;
    }

    /** The apps whose key or app id is one of these, with one query. */
    CompletionStage<List<StoredApp>> findByPath(Collection<String> keysOrAppIds) {
        return sessions.query(session -> Queries.of(session)
                .appsByPath(keysOrAppIds)
                .setReadOnly(true)
                .getResultList()
                .map(this::decrypted));
    }

    /** All apps, ordered by key. */
    CompletionStage<List<StoredApp>> findAll() {
        return sessions.query(session ->
                Queries.of(session).apps().setReadOnly(true).getResultList().map(this::decrypted));
    }

    private static Uni<List<AppRow>> rows(Mutiny.Session session, Collection<String> keys) {
        return Queries.of(session).appsByKey(keys).setReadOnly(true).getResultList();
    }

    private List<StoredApp> decrypted(List<AppRow> rows) {
        return rows.stream().map(row -> row.decrypt(cipher)).toList();
    }

    /** Deletes an app and its secrets. Returns false if it does not exist. */
    CompletionStage<Boolean> delete(String key) {
        return sessions.transaction(
                session -> Queries.of(session).deleteApp(key).executeUpdate().map(deleted -> deleted > 0));
    }

    /** Creates or replaces an app, as {@code AppStore.put} specifies. */
    CompletionStage<Put> put(String key, Replacement change) {
        return sessions.transaction(session -> session.find(AppRow.class, key, LockModeType.PESSIMISTIC_WRITE)
                .flatMap(row -> row == null
                        ? create(session, key, change)
                        : session.fetch(row.secrets).map(secrets -> replace(row, change))));
    }

    private Uni<Put> create(Mutiny.Session session, String key, Replacement change) {
        AppRow row = new AppRow();
        row.key = key;
        App after = applied(change, null);
        row.setFrom(after, clock.instant(), cipher);
        return session.persist(row).replaceWith(new Put(after, true));
    }

    private Put replace(AppRow row, Replacement change) {
        Instant now = clock.instant();
        App before = row.decrypt(cipher).at(now).orElse(null);
        App after = applied(change, before);
        row.setFrom(after, now, cipher);
        return new Put(after, before == null);
    }

    private static App applied(Replacement change, @Nullable App before) {
        try {
            return change.of(before);
        } catch (RuntimeException e) {
            throw new ReplacementException(e);
        }
    }

    /** The stored days on which the secrets of an app were last used, by secret id. */
    CompletionStage<Map<String, LocalDate>> lastUsedDays(String key) {
        return sessions.query(session -> rows(session, List.of(key)).map(rows -> rows.stream()
                .flatMap(row -> row.lastUsedDays(cipher).entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    }

    /** Stores on which days secrets were last used, unless a later day is stored. */
    CompletionStage<Void> storeLastUses(Map<UsedSecret, LocalDate> uses) {
        Set<String> keys = uses.keySet().stream().map(UsedSecret::app).collect(Collectors.toSet());
        return sessions.query(session -> rows(session, keys).map(rows -> idsByDay(rows, uses)))
                .thenCompose(ids -> sessions.transaction(session -> Multi.createFrom()
                        .iterable(ids.entrySet())
                        .onItem()
                        .transformToUniAndConcatenate(day -> Queries.of(session)
                                .setLastUse(day.getValue(), day.getKey())
                                .executeUpdate())
                        .collect()
                        .last()
                        .replaceWithVoid()));
    }

    private Map<LocalDate, List<Long>> idsByDay(List<AppRow> rows, Map<UsedSecret, LocalDate> uses) {
        Map<LocalDate, List<Long>> ids = new HashMap<>();
        for (AppRow app : rows) {
            app.decrypt(cipher);
            for (SecretRow row : app.secrets) {
                row.secret()
                        .map(it -> uses.get(new UsedSecret(app.key, it.secret())))
                        .ifPresent(day -> ids.computeIfAbsent(day, it -> new ArrayList<>())
                                .add(row.id));
            }
        }
        return ids;
    }
}
