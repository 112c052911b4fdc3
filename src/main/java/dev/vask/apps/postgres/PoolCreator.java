package dev.vask.apps.postgres;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/** Makes the connections that Hibernate uses like the one that listens: Quarkus would take settings of its own for TLS. */
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
