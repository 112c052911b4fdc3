package dev.vask.apps.postgres;

import dev.vask.apps.ReencryptionResult;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.logs.LogContext;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Encrypts the secrets and webhook headers in the database, app by app. Nodes can do so concurrently. */
final class SecretReencryption {

    private static final Logger LOG = Logger.getLogger(SecretReencryption.class);
    private static final int APPS_PER_TRANSACTION = 50;

    private final Sessions sessions;
    private final SecretCipher cipher;

    SecretReencryption(Sessions sessions, SecretCipher cipher) {
        this.sessions = sessions;
        this.cipher = cipher;
    }

    /**
     * Checks that every value can be decrypted, and encrypts those in plain text. Fails with {@link ConfigurationException} if a key
     * is missing; the message has its id.
     */
    CompletionStage<Void> prepare() {
        return keys().thenCompose(keys -> {
            checkAllKnown(keys);
            warnOfEarlierFormat(keys);
            return keys.stream().anyMatch(it -> it.id() == null)
                    ? encryptPlain("")
                    : CompletableFuture.completedFuture(null);
        });
    }

    private void checkAllKnown(List<KeyCount> keys) {
        TreeSet<String> unknown =
                keys.stream().map(KeyCount::id).filter(Objects::nonNull).collect(Collectors.toCollection(TreeSet::new));
        unknown.removeAll(cipher.ids());
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(
                    ("Secrets in the database are encrypted under the keys %s, which vask.secrets.key does"
                                    + " not contain. Add them to VASK_SECRETS_KEY, after a comma.")
                            .formatted(unknown));
        }
    }

    private static void warnOfEarlierFormat(List<KeyCount> keys) {
        long earlierFormat = values(keys, it -> it.id() != null && !it.current());
        if (earlierFormat > 0) {
            LOG.warnf(
                    "%d secrets in the database are encrypted in the format of an earlier version; when"
                            + " all nodes run this version, run 'vask secrets reencrypt'",
                    earlierFormat);
        }
    }

    private CompletionStage<Void> encryptPlain(String after) {
        return encryptNext(after, true).thenCompose(page -> {
            page.apps().forEach(SecretReencryption::warnOfPlain);
            return page.last() == null ? CompletableFuture.completedFuture(null) : encryptPlain(page.last());
        });
    }

    private static void warnOfPlain(String app, EncryptedCounts encrypted) {
        warnOfPlain(app, encrypted.secrets(), "secrets");
        warnOfPlain(app, encrypted.headers(), "webhook headers");
    }

    private static void warnOfPlain(String app, int count, String what) {
        if (count > 0) {
            LogContext.app(app)
                    .log(() -> LOG.warnf(
                            "App %s had %d %s in plain text in the database; they are encrypted now, but backups may still contain them",
                            app, count, what));
        }
    }

    /** Encrypts all values that are not encrypted under the first key in the current format, as far as they can be decrypted here. */
    CompletionStage<ReencryptionResult> reencrypt() {
        return reencrypt("", 0);
    }

    private CompletionStage<ReencryptionResult> reencrypt(String after, int before) {
        return encryptNext(after, false).thenCompose(page -> {
            int done = before
                    + page.apps().values().stream()
                            .mapToInt(EncryptedCounts::values)
                            .sum();
            return page.last() == null
                    ? keys().thenApply(keys ->
                            new ReencryptionResult(true, done, Math.toIntExact(values(keys, this::isNotCurrent))))
                    : reencrypt(page.last(), done);
        });
    }

    /**
     * What was encrypted of some apps, in the order of keys.
     *
     * @param last the key of the last app, null if there are no more apps
     * @param apps by key
     */
    private record Page(@Nullable String last, Map<String, EncryptedCounts> apps) {}

    /** How many values of an app were encrypted. */
    private record EncryptedCounts(int secrets, int headers) {

        int values() {
            return secrets + headers;
        }

        EncryptedCounts plus(EncryptedCounts other) {
            return new EncryptedCounts(secrets + other.secrets, headers + other.headers);
        }
    }

    private CompletionStage<Page> encryptNext(String after, boolean onlyPlain) {
        return sessions.transaction(session -> Queries.of(session)
                .lockAppsAfter(after, APPS_PER_TRANSACTION)
                .getResultList()
                .flatMap(apps -> encrypt(session, apps, onlyPlain)
                        .map(done -> new Page(apps.isEmpty() ? null : apps.getLast().key, done))));
    }

    private Uni<Map<String, EncryptedCounts>> encrypt(Mutiny.Session session, List<AppRow> apps, boolean onlyPlain) {
        Map<String, EncryptedCounts> done = new TreeMap<>();
        for (AppRow app : apps) {
            if (!onlyPlain || app.webhook.plain() > 0) {
                done.put(app.key, new EncryptedCounts(0, app.webhook.reencrypt(app.key, cipher)));
            }
        }
        return apps.isEmpty()
                ? Uni.createFrom().item(done)
                : Queries.of(session).secrets(apps).getResultList().map(secrets -> {
                    secrets.stream()
                            .filter(it -> (!onlyPlain || it.isPlain()) && it.reencrypt(cipher))
                            .forEach(it -> done.merge(it.appKey(), new EncryptedCounts(1, 0), EncryptedCounts::plus));
                    return done;
                });
    }

    private boolean isNotCurrent(KeyCount key) {
        return !key.current() || !cipher.first().equals(key.id());
    }

    private static long values(List<KeyCount> keys, Predicate<KeyCount> which) {
        return keys.stream().filter(which).mapToLong(KeyCount::values).sum();
    }

    /**
     * Secrets or webhook headers that are encrypted alike.
     *
     * @param id      the id of the key, null for plain text
     * @param current whether they have the current format ({@link SecretCipher.EncryptedText#isCurrent})
     * @param values  how many there are
     */
    private record KeyCount(@Nullable String id, boolean current, long values) {

        static KeyCount of(Object[] row) {
            return new KeyCount((String) row[0], (Boolean) row[1], (Long) row[2]);
        }
    }

    private CompletionStage<List<KeyCount>> keys() {
        return sessions.query(session -> keys(Queries.of(session).keysOfSecrets())
                .flatMap(secrets -> keys(Queries.of(session).keysOfHeaders())
                        .map(headers -> Stream.concat(secrets.stream(), headers.stream())
                                .toList())));
    }

    private static Uni<List<KeyCount>> keys(Mutiny.SelectionQuery<Object[]> query) {
        return query.getResultList().map(rows -> rows.stream().map(KeyCount::of).toList());
    }
}
