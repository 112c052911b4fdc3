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
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void a_redis_as_it_comes_will_do() {
        try (RedisProcess redis = RedisProcess.start()) {
            assertThat(check(redis.url())).succeedsWithin(PATIENCE);
        }
    }

    @Test
    void an_address_has_to_be_set() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RedisStartCheck.url(Optional.empty()))
                .withMessage(
                        "vask.redis.url is not set, but vask.mode is cluster. Set VASK_REDIS_URL to redis://host:port.");
    }

    @Test
    void an_address_of_something_else_is_refused_with_what_one_looks_like() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RedisStartCheck.url(Optional.of("http://user:password@localhost")))
                .withMessage(
                        "Invalid value for vask.redis.url: 'http://localhost'. Set VASK_REDIS_URL to redis://host:port or"
                                + " rediss://user:password@host:port.");
        assertThat(RedisStartCheck.url(Optional.of("rediss://host:6380"))).isEqualTo("rediss://host:6380");
    }

    @Test
    void a_lease_that_nobody_can_keep_is_refused() {
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
    void a_prefix_that_would_be_mistaken_is_refused(String prefix) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RedisStartCheck.settings(new Settings(Duration.ofSeconds(15), prefix)))
                .withMessage(
                        "Invalid value for vask.cluster.prefix: '%s'. Set VASK_CLUSTER_PREFIX to characters of A-Z a-z 0-9 _ - . :"
                                .formatted(prefix));
    }

    private record Settings(Duration lease, String prefix) implements ClusterConfig {}

    @Test
    void a_redis_that_cannot_be_reached_is_named_without_its_password() {
        refuses(
                "redis://:secret@127.0.0.1:1",
                "Redis redis://127.0.0.1:1 cannot be reached (Connection refused:"
                        + " /127.0.0.1:1). Start it, or set VASK_REDIS_URL.");
    }

    @Test
    void a_redis_that_does_not_answer_is_not_waited_for() {
        try (RedisProcess redis = RedisProcess.start()) {
            redis.pause();
            refuses(redis, "does not respond. Restart it, or set VASK_REDIS_URL.");
        }
    }

    @Test
    void a_redis_that_asks_for_a_password_is_told_from_one_that_is_away() {
        try (RedisProcess redis = RedisProcess.start("--requirepass", "secret")) {
            refuses(
                    redis,
                    "rejected the credentials (NOAUTH Authentication required.). Set VASK_REDIS_URL to"
                            + " redis://user:password@host:port.");
            assertThat(check("redis://:secret@127.0.0.1:" + redis.port())).succeedsWithin(PATIENCE);
        }
    }

    @Test
    void a_redis_that_may_forget_will_not_do() {
        try (RedisProcess redis = RedisProcess.start("--maxmemory-policy", "volatile-lru")) {
            refuses(
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
    void a_redis_that_is_too_old_will_not_do(String version, boolean tooOld) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAs(version, listener));
            String url = "redis://127.0.0.1:" + listener.getLocalPort();
            if (tooOld) {
                refuses(
                        url,
                        "Redis %s has version '%s'. Upgrade it to 6.2 or later, or set VASK_REDIS_URL to another server."
                                .formatted(url, version));
            } else {
                assertThat(check(url)).succeedsWithin(PATIENCE);
            }
        }
    }

    private static void refuses(RedisProcess redis, String why) {
        refuses(redis.url(), "Redis %s %s".formatted(redis.url(), why));
    }

    private static void refuses(String url, String message) {
        assertThat(check(url))
                .failsWithin(PATIENCE)
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

    /** Does not know HELLO, as old ones do not, and else says OK, but for what it is. */
    private static void answerAs(String version, ServerSocket listener) {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                byte[] buffer = new byte[4096];
                for (int read = client.getInputStream().read(buffer);
                        read > 0;
                        read = client.getInputStream().read(buffer)) {
                    client.getOutputStream()
                            .write(answer(new String(buffer, 0, read).toUpperCase(Locale.ROOT), version)
                                    .getBytes());
                }
            } catch (IOException e) {
                // it was closed, or left
            }
        }
    }

    private static String answer(String command, String version) {
        String info = "redis_version:%s\r\nmaxmemory_policy:noeviction\r\n".formatted(version);
        if (command.contains("HELLO")) {
            return "-ERR unknown command `HELLO`\r\n";
        }
        return command.contains("INFO") ? "$%d\r\n%s\r\n".formatted(info.length(), info) : "+OK\r\n";
    }
}
