package dev.vask.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** Runs a statement as the superuser. Returns the first column of its first row, empty if it has no result. */
    String sql(String statement) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement executed = connection.createStatement()) {
            if (!executed.execute(statement)) {
                return "";
            }
            ResultSet rows = executed.getResultSet();
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new BenchException("Postgres rejected '%s': %s".formatted(statement, e.getMessage()), e);
        }
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
