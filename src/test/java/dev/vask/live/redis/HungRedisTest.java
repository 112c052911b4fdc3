package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
import dev.vask.support.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A Redis that accepts connections but does not respond. */
@Execution(ExecutionMode.CONCURRENT)
class HungRedisTest {

    private final App app = ClusterNode.app();
    private RedisProcess redis;
    private List<ClusterNode> nodes;

    @BeforeEach
    void start() {
        redis = RedisProcess.start();
        nodes = IntStream.range(0, 3)
                .mapToObj(i -> ClusterNode.of(redis, "test"))
                .toList();
    }

    @AfterEach
    void stop() {
        redis.resume();
        nodes.forEach(ClusterNode::close);
        redis.close();
    }

    @Test
    void no_node_expires_because_redis_hung_for_longer_than_a_lease() throws InterruptedException {
        nodes.forEach(node -> node.subscribe(app, "x", null));
        Thread.sleep(ClusterNode.LEASE.plusSeconds(1)); // from then on each node can expire others

        redis.pause();
        nodes.forEach(ClusterNode::awaitDown);
        Thread.sleep(ClusterNode.LEASE);
        redis.resume();
        nodes.forEach(ClusterNode::awaitUp);

        nodes.getFirst().publish(app, "x", "after");
        nodes.forEach(node -> node.awaitEvent(app, "after"));
        await().during(ClusterNode.LEASE)
                .atMost(ClusterNode.LEASE.plusSeconds(1))
                .until(() -> nodes.getFirst().subscriptions(app, "x") == 3);
        assertThat(nodes).allSatisfy(node -> assertThat(node.interruptions()).isEmpty());
    }

    @Test
    void nodes_recover_soon_after_a_long_hang() throws InterruptedException {
        nodes.forEach(node -> node.subscribe(app, "x", null));

        redis.pause();
        nodes.forEach(ClusterNode::awaitDown);
        Thread.sleep(Duration.ofSeconds(15));
        redis.resume();
        long resumed = System.nanoTime();
        nodes.forEach(ClusterNode::awaitUp);

        assertThat(Duration.ofNanos(System.nanoTime() - resumed)).isLessThan(Duration.ofSeconds(5));
        assertThat(nodes.getFirst().subscriptions(app, "x")).isEqualTo(3);
    }

    @Test
    void requests_to_a_hung_redis_fail_soon_and_leave_no_state() {
        ClusterNode node = nodes.getFirst();
        node.subscribe(app, "x", null);

        redis.pause();
        IntStream.range(0, 2000).forEach(i -> node.live.subscribe(app, ChannelName.parse("x"), null));
        node.awaitDown();
        redis.resume();
        node.awaitUp();

        await().during(Duration.ofMillis(500)).until(() -> nodes.getLast().subscriptions(app, "x") == 1);
    }
}
