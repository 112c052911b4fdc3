package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Cluster;
import dev.vask.support.Instance;
import dev.vask.support.ServerStart;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestPostgres;
import dev.vask.support.TestRedis;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How an instance of a cluster starts: with a Redis that is far, and with one that will not do. */
@Execution(ExecutionMode.SAME_THREAD) // a start takes much of a machine
class ClusterStartIT {

    @Test
    void without_the_address_of_a_redis_the_start_stops_with_one_line() {
        stops(Map.of(), "vask.redis.url is not set, but vask.mode is cluster: set VASK_REDIS_URL to redis://host:port");
    }

    @Test
    void a_redis_that_cannot_be_reached_stops_the_start() {
        stops(
                Map.of("vask.redis.url", "redis://:secret@127.0.0.1:1"),
                "the Redis redis://127.0.0.1:1 cannot be reached (Connection refused: /127.0.0.1:1): start it, or set"
                        + " VASK_REDIS_URL");
    }

    @Test
    void nobody_is_let_in_before_redis_is_connected_who_would_be_turned_away() {
        try (TcpProxy far = TcpProxy.to(URI.create(TestRedis.url()).getPort());
                Cluster cluster = new Cluster("redis://127.0.0.1:" + far.port(), Map.of())) {
            far.delayAnswers(Duration.ofMillis(50)); // each: to connect takes a dozen

            Instance started = cluster.start("edge", Map.of());

            assertThat(started.log()).containsSubsequence("Redis is connected", "Listening on");
        }
    }

    private static void stops(Map<String, String> settings, String line) {
        Map<String, String> all = new HashMap<>(TestPostgres.database().settings());
        all.put("vask.mode", "cluster");
        all.putAll(settings);
        try (ServerStart start = ServerStart.with(all)) {
            assertThat(start.ends()).as(start.printed()).isEqualTo(1);
            assertThat(start.printed().lines().filter(it -> !it.contains(" INFO "))).containsExactly(line);
        }
    }
}
