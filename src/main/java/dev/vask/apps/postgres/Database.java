package dev.vask.apps.postgres;

import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.UsageStore;
import dev.vask.meters.Meters;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The database of a cluster. It is not used before {@link #open}, so that a standalone server needs none. */
@Singleton
public final class Database {

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final long TIMEOUT_SECONDS = 2;
    private static final long LONGEST_GLANCE_SECONDS = 5;

    private final DatabaseConfig settings;
    private final AppsConfig apps;
    private final SecretsConfig secrets;
    private final Instance<Pool> pool;
    private final InjectableInstance<Mutiny.SessionFactory> sessions;
    private final Vertx vertx;
    private final Meters meters;
    private @Nullable PostgresApps opened;

    Database(
            DatabaseConfig settings,
            AppsConfig apps,
            SecretsConfig secrets,
            Instance<Pool> pool,
            InjectableInstance<Mutiny.SessionFactory> sessions,
            Vertx vertx,
            Meters meters) {
        this.settings = settings;
        this.apps = apps;
        this.secrets = secrets;
        this.pool = pool;
        this.sessions = sessions;
        this.vertx = vertx;
        this.meters = meters;
    }

    /** The store of published event counts. */
    public UsageStore keptEvents() {
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

    /**
     * Checks the database, migrates its schema if allowed, and listens for changes. Blocks; call it at startup before anything is
     * served.
     *
     * @param changes receives each change of an app, in order per app
     * @param goAhead waits for the other start checks; before it returns, nothing is changed
     * @throws ConfigurationException if the database cannot be used; the message is for the operator
     */
    public void open(Consumer<AppChange> changes, Runnable goAhead) {
        DatabaseCredentials credentials = DatabaseCredentials.of(settings);
        SecretCipher cipher = SecretCipher.of(secrets);
        CompletableFuture<Boolean> inOrder = new SchemaCheck(pool.get(), cipher)
                .findsOrder()
                .completeOnTimeout(false, LONGEST_GLANCE_SECONDS, TimeUnit.SECONDS);
        cipher.rehearse(); // while the database responds; the first look-up of an app would otherwise wait for it
        goAhead.run();
        if (!inOrder.join()) {
            new SchemaMigration(credentials).prepare(settings.migrate());
            new SecretReencryption(credentials.dataSource(), cipher).prepare();
        }
        sessions.listActive()
                .forEach(Mutiny.SessionFactory::isOpen); // created here, because an event loop must not wait for it
        opened = PostgresApps.open(
                pool.get(),
                sessions::get,
                vertx,
                credentials.options(),
                apps.cacheSize(),
                InstantSource.system(),
                cipher,
                changes,
                new QueryTimer(meters::postgresAnswered, settings.timeout()));
    }
}
