package dev.vask.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;

/** Postgres and Redis for a cluster, started by the benchmark. */
record Stores(EmbeddedPostgres postgres, BenchRedis redis) implements AutoCloseable {

    private static final String SECRETS_KEY =
            Base64.getEncoder().encodeToString(new byte[32]); // the data is not confidential

    static Stores start() {
        try {
            return new Stores(EmbeddedPostgres.start(), BenchRedis.start());
        } catch (IOException e) {
            throw new BenchException("Could not start Postgres or Redis: " + e.getMessage(), e);
        }
    }

    /** The environment variables of a server that uses them. */
    Map<String, String> settings() {
        return Map.of(
                "VASK_MODE",
                "cluster",
                "VASK_REDIS_URL",
                redis.url(),
                "VASK_DATABASE_URL",
                "postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort()),
                "VASK_DATABASE_USERNAME",
                "postgres",
                "VASK_DATABASE_PASSWORD",
                "postgres",
                "VASK_SECRETS_KEY",
                SECRETS_KEY);
    }

    @Override
    public void close() {
        redis.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
