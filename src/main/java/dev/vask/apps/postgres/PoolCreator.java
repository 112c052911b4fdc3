package dev.vask.apps.postgres;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/** Creates Hibernate's connections with the same options as the listening connection, because Quarkus has its own settings for TLS. */
@Singleton
final class PoolCreator implements PgPoolCreator {

    private final DatabaseConfig settings;

    PoolCreator(DatabaseConfig settings) {
        this.settings = settings;
    }

    @Override
    public Pool create(Input input) {
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(DatabaseCredentials.of(settings).options())
                .using(input.vertx())
                .build();
    }
}
