package dev.vask.apps.postgres;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Creates Hibernate's connections with the same options as the listening connection, because Quarkus has its own settings for TLS. */
@Singleton
final class PoolCreator implements PgPoolCreator {

    private static final String FUNCTION = "function";
    private static final int FUNCTION_CONNECTIONS = 2;
    private static final int NODE_CONNECTIONS = 8;

    private final DatabaseConfig settings;
    private final boolean mayBeFrozen;

    PoolCreator(DatabaseConfig settings, @ConfigProperty(name = "vask.role", defaultValue = "all") String role) {
        this.settings = settings;
        this.mayBeFrozen = role.equalsIgnoreCase(FUNCTION);
    }

    @Override
    public Pool create(Input input) {
        return mayBeFrozen ? new RenewedPool(() -> pool(input), System::nanoTime, InstantSource.system()) : pool(input);
    }

    private Pool pool(Input input) {
        int connections = settings.connections().orElse(mayBeFrozen ? FUNCTION_CONNECTIONS : NODE_CONNECTIONS);
        if (connections < 1) {
            throw new ConfigurationException(
                    "Invalid value for vask.database.connections: %d, must be at least 1.".formatted(connections));
        }
        return PgBuilder.pool()
                .with(new PoolOptions(input.poolOptions()).setMaxSize(connections))
                .connectingTo(DatabaseCredentials.of(settings).options())
                .using(input.vertx())
                .build();
    }
}
