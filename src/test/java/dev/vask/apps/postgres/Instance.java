package dev.vask.apps.postgres;

import dev.vask.apps.AppChange;
import dev.vask.support.TestDatabase;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.hibernate.cfg.Configuration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.vertx.VertxInstance;

/** The apps of one instance of a cluster, and how often it asks its database. */
final class Instance implements AutoCloseable {

    private static final Vertx VERTX = Vertx.vertx();

    private final AtomicInteger transactions = new AtomicInteger();
    private final Mutiny.SessionFactory sessions;
    private final PostgresApps apps;

    Instance(TestDatabase database, Consumer<AppChange> changes) {
        this(database, 1_000, InstantSource.system(), changes);
    }

    Instance(TestDatabase database, int cacheSize, InstantSource clock, Consumer<AppChange> changes) {
        sessions = sessions(database);
        apps = PostgresApps.open(counted(sessions), VERTX, credentials(database).options(), cacheSize, clock, changes);
    }

    PostgresApps apps() {
        return apps;
    }

    /** How many transactions it has begun. */
    int transactions() {
        return transactions.get();
    }

    /** The schema of a database, as a start sees it. */
    static Schema schema(TestDatabase database) {
        Flyway flyway = Flyway.configure()
                .dataSource("jdbc:" + database.url(), database.username(), database.password())
                .load();
        return new Schema(flyway, credentials(database));
    }

    private static Credentials credentials(TestDatabase database) {
        return new Credentials(new DatabaseUrl(URI.create(database.url())), database.username(), database.password());
    }

    private static Mutiny.SessionFactory sessions(TestDatabase database) {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(AppRow.class)
                .addAnnotatedClass(SecretRow.class)
                .setProperty("jakarta.persistence.jdbc.url", database.url())
                .setProperty("jakarta.persistence.jdbc.user", database.username())
                .setProperty("jakarta.persistence.jdbc.password", database.password())
                .setProperty("hibernate.query.in_clause_parameter_padding", "true");
        var registry = new ReactiveServiceRegistryBuilder()
                .addService(VertxInstance.class, (VertxInstance) () -> VERTX)
                .applySettings(configuration.getProperties())
                .build();
        return configuration.buildSessionFactory(registry).unwrap(Mutiny.SessionFactory.class);
    }

    private Mutiny.SessionFactory counted(Mutiny.SessionFactory real) {
        return (Mutiny.SessionFactory) Proxy.newProxyInstance(
                Instance.class.getClassLoader(), new Class<?>[] {Mutiny.SessionFactory.class}, (self, method, arguments) -> {
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
        apps.close();
        sessions.close();
    }
}
