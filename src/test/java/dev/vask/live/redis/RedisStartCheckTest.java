package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vask.support.RedisProcess;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class RedisStartCheckTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void a_redis_with_default_settings_is_accepted() {
        try (RedisProcess redis = RedisProcess.start()) {
            assertThat(check(redis.url())).succeedsWithin(TIMEOUT);
        }
    }

    @Test
    void the_address_is_required() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RedisStartCheck.url(Optional.empty()))
                .withMessage(
                        "vask.redis.url is not set, but vask.mode is cluster. Set VASK_REDIS_URL to redis://host:port.");
    }

    @Test
    void an_invalid_address_is_rejected_with_an_example() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RedisStartCheck.url(Optional.of("http://user:password@localhost")))
                .withMessage(
                        "Invalid value for vask.redis.url: 'http://localhost'. Set VASK_REDIS_URL to redis://host:port or"
                                + " rediss://user:password@host:port.");
        assertThat(RedisStartCheck.url(Optional.of("rediss://host:6380"))).isEqualTo("rediss://host:6380");
    }

    @Test
    void a_lease_below_the_minimum_is_rejected() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RedisStartCheck.settings(new Settings(Duration.ofMillis(2999), "vask")))
                .withMessage(
                        "Invalid value for vask.cluster.lease: 2999 ms is too short to tell a crashed node from a slow one. Set"
                                + " VASK_CLUSTER_LEASE to 3s or more.");
        assertThatCode(() -> RedisStartCheck.settings(new Settings(Duration.ofSeconds(3), "vask")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "vask{1}", "two words", "vask*"})
    void an_invalid_prefix_is_rejected(String prefix) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RedisStartCheck.settings(new Settings(Duration.ofSeconds(15), prefix)))
                .withMessage(
                        "Invalid value for vask.cluster.prefix: '%s'. Set VASK_CLUSTER_PREFIX to characters of A-Z a-z 0-9 _ - . :"
                                .formatted(prefix));
    }

    private record Settings(Duration lease, String prefix) implements ClusterConfig {}

    @Test
    void an_unreachable_redis_is_reported_without_its_password() {
        assertRejected(
                "redis://:secret@127.0.0.1:1",
                "Redis redis://127.0.0.1:1 cannot be reached (Connection refused:"
                        + " /127.0.0.1:1). Start it, or set VASK_REDIS_URL.");
    }

    @Test
    void a_redis_that_does_not_respond_is_reported() {
        try (RedisProcess redis = RedisProcess.start()) {
            redis.pause();
            assertRejected(redis, "does not respond. Restart it, or set VASK_REDIS_URL.");
        }
    }

    @Test
    void a_missing_password_is_reported() {
        try (RedisProcess redis = RedisProcess.start("--requirepass", "secret")) {
            assertRejected(
                    redis,
                    "rejected the credentials (NOAUTH Authentication required.). Set VASK_REDIS_PASSWORD, or VASK_REDIS_URL to"
                            + " redis://user:password@host:port.");
            assertThat(check("redis://:secret@127.0.0.1:" + redis.port())).succeedsWithin(TIMEOUT);
        }
    }

    @Test
    void a_redis_that_may_evict_keys_is_rejected() {
        try (RedisProcess redis = RedisProcess.start("--maxmemory-policy", "volatile-lru")) {
            assertRejected(
                    redis,
                    "may evict data when its memory is full. Change its maxmemory-policy from"
                            + " 'volatile-lru' to 'noeviction'.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5.0.14, true",
        "6.0.20, true",
        "2.8, true",
        "'', true",
        "6.2.0, false",
        "6.10.1, false",
        "7.0.1, false",
        "10.0, false"
    })
    void redis_versions_before_6_2_are_rejected(String version, boolean tooOld) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> respondAs(version, server));
            String url = "redis://127.0.0.1:" + server.getLocalPort();
            if (tooOld) {
                assertRejected(
                        url,
                        "Redis %s has version '%s'. Upgrade it to 6.2 or later, or set VASK_REDIS_URL to another server."
                                .formatted(url, version));
            } else {
                assertThat(check(url)).succeedsWithin(TIMEOUT);
            }
        }
    }

    private static void assertRejected(RedisProcess redis, String reason) {
        assertRejected(redis.url(), "Redis %s %s".formatted(redis.url(), reason));
    }

    private static void assertRejected(String url, String message) {
        assertThat(check(url))
                .failsWithin(TIMEOUT)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(ConfigurationException.class)
                .withMessage(message);
    }

    private static CompletableFuture<Void> check(String url) {
        Redis redis = Redis.createClient(VERTX, url);
        return RedisStartCheck.run(redis, url)
                .whenComplete((done, failure) -> redis.close())
                .toCompletableFuture();
    }

    /** Rejects HELLO as old versions do, reports the version, and responds to other commands with OK. */
    private static void respondAs(String version, ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                byte[] buffer = new byte[4096];
                for (int read = client.getInputStream().read(buffer);
                        read > 0;
                        read = client.getInputStream().read(buffer)) {
                    client.getOutputStream()
                            .write(response(new String(buffer, 0, read).toUpperCase(Locale.ROOT), version)
                                    .getBytes());
                }
            } catch (IOException e) {
                // the connection was closed
            }
        }
    }

    private static String response(String command, String version) {
        String info = "redis_version:%s\r\nmaxmemory_policy:noeviction\r\n".formatted(version);
        if (command.contains("HELLO")) {
            return "-ERR unknown command `HELLO`\r\n";
        }
        return command.contains("INFO") ? "$%d\r\n%s\r\n".formatted(info.length(), info) : "+OK\r\n";
    }
}
