package dev.vask.train;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Base64;
import java.util.Map;
import redis.embedded.RedisServer;

/** Postgres and Redis for the training. The training runs in cluster mode because it loads most of the classes. */
final class Stores implements AutoCloseable {

    private static final String SECRETS_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final EmbeddedPostgres postgres;
    private final RedisServer redis;
    private final int redisPort;

    private Stores(EmbeddedPostgres postgres, RedisServer redis, int redisPort) {
        this.postgres = postgres;
        this.redis = redis;
        this.redisPort = redisPort;
    }

    static Stores start() throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        int port = freePort();
        RedisServer redis =
                RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        redis.start();
        return new Stores(postgres, redis, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    /** The environment variables of a server that uses them. */
    Map<String, String> settings() {
        return Map.of(
                "VASK_MODE",
                "cluster",
                "VASK_REDIS_URL",
                "redis://127.0.0.1:" + redisPort,
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
        try {
            redis.stop();
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not stop Redis or Postgres", e);
        }
    }
}
