package dev.vask.apps.postgres;

import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.UsageStore;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.apps.encryption.SecretsConfig;
import dev.vask.meters.Meters;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The database of a cluster. A standalone server does not use it. */
@Singleton
public final class Database {

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final long TIMEOUT_SECONDS = 2;

    /** Of each query at the start, when its code is not compiled yet. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private final DatabaseConfig settings;
    private final AppsConfig apps;
    private final SecretsConfig secrets;
    private final Instance<Flyway> flyway;
    private final Instance<Mutiny.SessionFactory> sessions;
    private final Vertx vertx;
    private final Meters meters;
    private @Nullable PostgresApps opened;

    Database(
            DatabaseConfig settings,
            AppsConfig apps,
            SecretsConfig secrets,
            Instance<Flyway> flyway,
            Instance<Mutiny.SessionFactory> sessions,
            Vertx vertx,
            Meters meters) {
        this.settings = settings;
        this.apps = apps;
        this.secrets = secrets;
        this.flyway = flyway;
        this.sessions = sessions;
        this.vertx = vertx;
        this.meters = meters;
    }

    /**
     * Migrates the schema if {@code vask.database.migrate} is true. Otherwise a schema that is not up to date is an error. Blocks.
     *
     * @throws ConfigurationException if the database cannot be used; the message is one line for the operator
     */
    public void migrate() {
        DatabaseCredentials credentials = DatabaseCredentials.of(settings);
        new DatabaseSchema(flyway.get(), credentials.startError()).prepare(settings.migrate());
    }

    /**
     * Checks the settings, migrates the schema as {@link #migrate} does, encrypts what is stored in plain text, and listens for changes of
     * apps. Blocks; call it at startup before anything is served.
     *
     * @param changes receives each change of an app, in order per app
     * @throws ConfigurationException if the database cannot be used; the message is one line for the operator
     */
    public PostgresApps open(Consumer<AppChange> changes) {
        DatabaseCredentials credentials = DatabaseCredentials.of(settings);
        SecretCipher cipher = cipher();
        migrate();
        Mutiny.SessionFactory factory = factory();
        encrypt(new SecretReencryption(sessions(factory, START_TIMEOUT), cipher), credentials);
        return open(factory, cipher, changes, null);
    }

    /**
     * Checks the settings, for a process that may be frozen between requests and is started often: it does not look at the schema, which
     * {@code vask migrate} or a node prepares, and does not listen for changes of apps. Blocks.
     *
     * @param changes receives the changes of apps that this process notices
     * @param maxAge  an app that is used after this time is loaded again first
     * @throws ConfigurationException if a setting is invalid; the message is one line for the operator
     */
    public PostgresApps openWithoutListening(Consumer<AppChange> changes, Duration maxAge) {
        return open(factory(), cipher(), changes, maxAge);
    }

    private PostgresApps open(
            Mutiny.SessionFactory factory,
            SecretCipher cipher,
            Consumer<AppChange> changes,
            @Nullable Duration maxAge) {
        opened = PostgresApps.open(
                sessions(factory, settings.timeout()),
                vertx,
                DatabaseCredentials.of(settings).options(),
                apps.cacheSize(),
                InstantSource.system(),
                cipher,
                changes,
                maxAge);
        return opened;
    }

    private SecretCipher cipher() {
        SecretCipher cipher = SecretCipher.of(secrets);
        cipher.selfTest();
        return cipher;
    }

    /** Creates it on this thread, because an event loop must not wait for it. */
    private Mutiny.SessionFactory factory() {
        Mutiny.SessionFactory factory = sessions.get();
        factory.isOpen();
        return factory;
    }

    private Sessions sessions(Mutiny.SessionFactory factory, Duration timeout) {
        return new Sessions(factory, vertx, new QueryTimer(meters::postgresTransaction, timeout));
    }

    private static void encrypt(SecretReencryption secrets, DatabaseCredentials credentials) {
        try {
            secrets.prepare().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigurationException known
                    ? known
                    : new ConfigurationException(credentials.startError().ofSecrets(e));
        }
    }

    /** The store of published event counts. */
    public UsageStore usageStore() {
        return opened();
    }

    /** The apps. */
    public AppStore apps() {
        return opened();
    }

    private PostgresApps opened() {
        if (opened == null) {
            throw new IllegalStateException("the database is not open");
        }
        return opened;
    }

    /** Closes the connection that listens for changes, at the end of the shutdown. Blocks, because the event loops end next. */
    public void close() throws InterruptedException {
        if (opened == null) {
            return;
        }
        try {
            opened.stop().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Cannot close the connection that listens for app changes", e);
        }
    }
}
