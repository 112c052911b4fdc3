package dev.vask.apps.postgres;

import jakarta.persistence.LockModeType;
import jakarta.persistence.criteria.JoinType;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaDelete;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaCriteriaUpdate;
import org.hibernate.query.criteria.JpaExpression;
import org.hibernate.query.criteria.JpaParameterExpression;
import org.hibernate.query.criteria.JpaPath;
import org.hibernate.query.criteria.JpaRoot;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.MutationQuery;
import org.hibernate.reactive.mutiny.Mutiny.SelectionQuery;

/**
 * The queries of this package, for one session. They are criteria instead of HQL, because a JVM that has just started needs tens of
 * milliseconds to parse a query, on an event loop.
 */
final class Queries {

    private static final String APP = "app";
    private static final String KEY = "key";
    private static final String LIST = "list";
    private static final String CURRENT_FORMAT = "v2:%";
    private static final String KEY_IDS = "substring(unnest(?) from '^[^:@]+@([0-9a-f]{8})=')";

    private final Mutiny.Session session;
    private final HibernateCriteriaBuilder builder;

    private Queries(Mutiny.Session session) {
        this.session = session;
        this.builder = (HibernateCriteriaBuilder) session.getCriteriaBuilder();
    }

    /** The queries for a session. */
    static Queries of(Mutiny.Session session) {
        return new Queries(session);
    }

    /** All apps with their secrets, ordered by key. */
    SelectionQuery<AppRow> apps() {
        JpaCriteriaQuery<AppRow> query = builder.createQuery(AppRow.class);
        appsWithSecrets(query);
        return session.createQuery(query);
    }

    /** The apps with these keys, with their secrets, ordered by key. */
    SelectionQuery<AppRow> appsByKey(Collection<String> keys) {
        JpaCriteriaQuery<AppRow> query = builder.createQuery(AppRow.class);
        query.where(appsWithSecrets(query).get(KEY).in(list(String.class)));
        return session.createQuery(query).setParameter(LIST, List.copyOf(keys));
    }

    /** The apps whose key or app id is one of these, with their secrets, ordered by key. */
    SelectionQuery<AppRow> appsByPath(Collection<String> keysOrAppIds) {
        JpaCriteriaQuery<AppRow> query = builder.createQuery(AppRow.class);
        JpaRoot<AppRow> app = appsWithSecrets(query);
        JpaParameterExpression<List<String>> list = list(String.class);
        query.where(builder.or(app.get(KEY).in(list), app.get("appId").in(list)));
        return session.createQuery(query).setParameter(LIST, List.copyOf(keysOrAppIds));
    }

    private JpaRoot<AppRow> appsWithSecrets(JpaCriteriaQuery<AppRow> query) {
        JpaRoot<AppRow> app = query.from(AppRow.class);
        app.fetch("secrets", JoinType.LEFT);
        query.orderBy(builder.asc(app.get(KEY)));
        return app;
    }

    /** Locks the apps with these keys, in the order of keys. */
    SelectionQuery<AppRow> lockApps(Collection<String> keys) {
        JpaCriteriaQuery<AppRow> query = builder.createQuery(AppRow.class);
        JpaRoot<AppRow> app = query.from(AppRow.class);
        query.where(app.get(KEY).in(list(String.class))).orderBy(builder.asc(app.get(KEY)));
        return locking(query).setParameter(LIST, List.copyOf(keys));
    }

    /** Locks the next apps after a key, in the order of keys. */
    SelectionQuery<AppRow> lockAppsAfter(String key, int number) {
        JpaCriteriaQuery<AppRow> query = builder.createQuery(AppRow.class);
        JpaRoot<AppRow> app = query.from(AppRow.class);
        query.where(builder.greaterThan(app.get(KEY), key)).orderBy(builder.asc(app.get(KEY)));
        return locking(query).setMaxResults(number);
    }

    /** With the lock of {@code AppRepository.put}, so that neither undoes what the other changes. */
    private SelectionQuery<AppRow> locking(JpaCriteriaQuery<AppRow> query) {
        return session.createQuery(query).setLockMode(LockModeType.PESSIMISTIC_WRITE);
    }

    /** Deletes the app with this key. */
    MutationQuery deleteApp(String key) {
        JpaCriteriaDelete<AppRow> query = builder.createCriteriaDelete(AppRow.class);
        query.where(builder.equal(query.from(AppRow.class).get(KEY), key));
        return session.createMutationQuery(query);
    }

    /** The secrets of these apps. */
    SelectionQuery<SecretRow> secrets(Collection<AppRow> apps) {
        JpaCriteriaQuery<SecretRow> query = builder.createQuery(SecretRow.class);
        JpaRoot<SecretRow> secret = query.from(SecretRow.class);
        secret.fetch(APP);
        query.where(secret.get(APP).in(list(AppRow.class)));
        return session.createQuery(query).setParameter(LIST, List.copyOf(apps));
    }

    /** Sets the day on which these secrets were last used, unless it is earlier than the stored one. */
    MutationQuery setLastUse(Collection<Long> secrets, LocalDate day) {
        JpaCriteriaUpdate<SecretRow> query = builder.createCriteriaUpdate(SecretRow.class);
        JpaRoot<SecretRow> secret = query.from(SecretRow.class);
        JpaPath<LocalDate> lastUsedOn = secret.get("lastUsedOn");
        query.set(lastUsedOn, day)
                .where(
                        secret.get("id").in(list(Long.class)),
                        builder.or(lastUsedOn.isNull(), builder.lessThan(lastUsedOn, day)));
        return session.createMutationQuery(query).setParameter(LIST, List.copyOf(secrets));
    }

    /** The keys of secrets, null for plain text, whether the format is the current one, and the number of secrets. */
    SelectionQuery<Object[]> keysOfSecrets() {
        JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
        JpaRoot<SecretRow> secret = query.from(SecretRow.class);
        JpaPath<String> id = secret.get("keyId");
        JpaExpression<Boolean> current = builder.like(secret.get("secret"), builder.literal(CURRENT_FORMAT));
        query.select(builder.array(id, current, builder.count(secret))).groupBy(id, current);
        return session.createQuery(query);
    }

    /** The keys of webhook headers as {@link StoredHeader} reads them, null for plain text, and the number of headers. */
    SelectionQuery<Object[]> keysOfHeaders() {
        JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
        JpaRoot<AppRow> app = query.from(AppRow.class);
        JpaExpression<String> id =
                builder.sql(KEY_IDS, String.class, app.get("webhook").get("headers"));
        query.select(builder.array(id, builder.literal(true), builder.count())).groupBy(id);
        return session.createQuery(query);
    }

    /** The events of these apps by day, from the first to the last day. */
    SelectionQuery<UsageRow> usage(Collection<String> apps, LocalDate first, LocalDate last) {
        JpaCriteriaQuery<UsageRow> query = builder.createQuery(UsageRow.class);
        JpaPath<UsageRow.Key> key = query.from(UsageRow.class).get(KEY);
        query.where(key.get(APP).in(list(String.class)), builder.between(key.get("day"), first, last));
        return session.createQuery(query).setParameter(LIST, List.copyOf(apps));
    }

    private <T> JpaParameterExpression<List<T>> list(Class<T> type) {
        return builder.listParameter(type, LIST);
    }
}
