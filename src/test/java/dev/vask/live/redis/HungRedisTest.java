package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ChannelName;
import dev.vask.support.RedisProcess;
import dev.vask.support.Stays;
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
        Stays.trueFor(ClusterNode.LEASE, () -> nodes.getFirst().subscriptions(app, "x") == 3);
        assertThat(nodes).allSatisfy(node -> assertThat(node.interruptions()).isEmpty());
    }

    @Test
    void nodes_recover_with_their_next_attempt_after_a_long_hang() throws InterruptedException {
        nodes.forEach(node -> node.subscribe(app, "x", null));
        int perAttempt =
                nodes.stream().mapToInt(node -> node.proxy.accepted()).max().orElseThrow();

        redis.pause();
        nodes.forEach(ClusterNode::awaitDown);
        Thread.sleep(Duration.ofSeconds(15));
        List<Integer> before = nodes.stream().map(node -> node.proxy.accepted()).toList();
        redis.resume();
        nodes.forEach(ClusterNode::awaitUp);

        for (int i = 0; i < nodes.size(); i++) {
            assertThat(before.get(i)).isGreaterThan(perAttempt);
            assertThat(nodes.get(i).proxy.accepted() - before.get(i)).isLessThanOrEqualTo(2 * perAttempt);
        }
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

        Stays.trueFor(Duration.ofMillis(500), () -> nodes.getLast().subscriptions(app, "x") == 1);
    }
}
