package dev.vask.apps.postgres;

import dev.vask.apps.AppChange;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.support.TestDatabase;
import io.smallrye.context.SmallRyeContextManagerProvider;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.hibernate.cfg.Configuration;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.jdbc.spi.SqlExceptionHelper;
import org.hibernate.engine.jdbc.spi.SqlStatementLogger;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.pool.ReactiveConnectionPool;
import org.hibernate.reactive.pool.impl.ExternalSqlClientPool;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.vertx.VertxInstance;

/** The apps of one cluster node, and the number of its database sessions. */
final class PostgresNode implements AutoCloseable {

    static final String KEY = "c3VyZWx5LXRoaXMtaXMtMzItYnl0ZXMtb2Yta2V5LS0=";
    static final SecretCipher CIPHER = cipher(KEY);

    /** Long enough for a busy machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Vertx VERTX = Vertx.vertx();

    static {
        SmallRyeContextManagerProvider.getManager(); // it fails if two threads are the first to use it
    }

    private final AtomicInteger transactions = new AtomicInteger();
    private final Pool pool;
    private final Mutiny.SessionFactory sessions;
    private final PostgresApps apps;

    PostgresNode(TestDatabase database, Consumer<AppChange> changes) {
        this(database, 1_000, InstantSource.system(), CIPHER, changes, TIMEOUT);
    }

    PostgresNode(TestDatabase database, SecretCipher cipher) {
        this(database, 1_000, InstantSource.system(), cipher, change -> {}, TIMEOUT);
    }

    PostgresNode(TestDatabase database, int cacheSize, InstantSource clock, Consumer<AppChange> changes) {
        this(database, cacheSize, clock, CIPHER, changes, TIMEOUT);
    }

    /** A node that waits this long for the database, as servers do by default. */
    static PostgresNode withTimeout(Duration timeout, TestDatabase database, Consumer<AppChange> changes) {
        return new PostgresNode(database, 1_000, InstantSource.system(), CIPHER, changes, timeout);
    }

    private PostgresNode(
            TestDatabase database,
            int cacheSize,
            InstantSource clock,
            SecretCipher cipher,
            Consumer<AppChange> changes,
            Duration timeout) {
        pool = pool(database);
        sessions = factory(pool);
        apps = PostgresApps.open(
                sessions(counting(sessions), timeout),
                VERTX,
                credentials(database).options(),
                cacheSize,
                clock,
                cipher,
                changes,
                null);
    }

    PostgresApps apps() {
        return apps;
    }

    /** The number of opened sessions, with or without a transaction. */
    int transactions() {
        return transactions.get();
    }

    /** A database with the schema. */
    static TestDatabase migrated(TestDatabase database) {
        schema(database).prepare(true);
        return database;
    }

    /** The schema of a database, as at startup. */
    static DatabaseSchema schema(TestDatabase database) {
        return new DatabaseSchema(flyway(database).load(), credentials(database).startError());
    }

    /** Flyway, as Quarkus configures it. */
    static FluentConfiguration flyway(TestDatabase database) {
        return Flyway.configure()
                .dataSource("jdbc:" + database.url(), database.username(), database.password())
                .ignoreMigrationPatterns(new String[0]);
    }

    /** Checks and encrypts the secrets in a database, as at startup. */
    static void prepareSecrets(TestDatabase database, SecretCipher cipher) {
        Pool pool = pool(database);
        try (Mutiny.SessionFactory factory = factory(pool)) {
            new SecretReencryption(sessions(factory, TIMEOUT), cipher)
                    .prepare()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        } finally {
            pool.close();
        }
    }

    private static Sessions sessions(Mutiny.SessionFactory factory, Duration timeout) {
        return new Sessions(factory, VERTX, new QueryTimer(nanos -> {}, timeout));
    }

    private static Pool pool(TestDatabase database) {
        return PgBuilder.pool()
                .connectingTo(credentials(database).options())
                .using(VERTX)
                .build();
    }

    /** A cipher with these keys. */
    static SecretCipher cipher(String... keys) {
        return SecretCipher.of(() -> Optional.of(List.of(keys)));
    }

    /** The credentials of a database. */
    static DatabaseCredentials credentials(TestDatabase database) {
        return new DatabaseCredentials(
                new DatabaseUrl(URI.create(database.url())), database.username(), database.password());
    }

    private static Mutiny.SessionFactory factory(Pool pool) {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(AppRow.class)
                .addAnnotatedClass(SecretRow.class)
                .addAnnotatedClass(UsageRow.class)
                .setProperty("hibernate.dialect", PostgreSQLDialect.class.getName())
                .setProperty("hibernate.query.in_clause_parameter_padding", "true");
        var registry = new ReactiveServiceRegistryBuilder()
                .addService(VertxInstance.class, (VertxInstance) () -> VERTX)
                .addService(
                        ReactiveConnectionPool.class,
                        new ExternalSqlClientPool(pool, new SqlStatementLogger(), new SqlExceptionHelper(true)))
                .applySettings(configuration.getProperties())
                .build();
        return configuration.buildSessionFactory(registry).unwrap(Mutiny.SessionFactory.class);
    }

    private Mutiny.SessionFactory counting(Mutiny.SessionFactory real) {
        return (Mutiny.SessionFactory) Proxy.newProxyInstance(
                PostgresNode.class.getClassLoader(),
                new Class<?>[] {Mutiny.SessionFactory.class},
                (self, method, arguments) -> {
                    transactions.incrementAndGet();
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() {
        apps.stop();
        sessions.close();
        pool.close();
    }
}
