package dev.vask.live.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A real Redis: the one that {@code VASK_TEST_REDIS_URL} names, or else one that is started for all tests of this process. */
final class TestRedis {

    private static final String GIVEN = System.getenv("VASK_TEST_REDIS_URL");

    private TestRedis() {}

    static String url() {
        return GIVEN != null ? GIVEN : Shared.URL;
    }

    private static final class Shared {
        static final String URL = start();

        private static String start() {
            try {
                int port = freePort();
                RedisServer server = RedisServer.newRedisServer()
                        .port(port)
                        .setting("save \"\"")
                        .setting("appendonly no")
                        .build();
                server.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return "redis://127.0.0.1:" + port;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(RedisServer server) {
            try {
                server.stop();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
