package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.protocol.ChannelName;
import dev.vask.support.Stays;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes that crash or stop, and the release of their state by the others. */
@Execution(ExecutionMode.CONCURRENT)
class ExpiredNodeTest extends TwoNodes {

    /** Heartbeats are 8 s apart, and the lease ends 32 s after the last one. */
    private static final Duration LONG_LEASE = Duration.ofSeconds(48);

    @Test
    void the_state_of_a_crashed_node_is_released_when_its_lease_ends() throws InterruptedException {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        other.signIn(app, "carol", "ada");
        node.signIn(app, "ada");
        Thread.sleep(ClusterNode.LEASE.plusSeconds(1)); // before that, no node expires another one

        node.crash();
        assertThat(longestLeaseLeft()).isLessThan(ClusterNode.LEASE);

        await().atMost(ClusterNode.TIMEOUT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> other.users(app, "presence-x").equals(List.of("bob")));
        assertThat(other.subscriptions(app, "presence-x")).isEqualTo(1);
        await().until(() -> other.frames(app).stream().anyMatch(frame -> frame.contains("offline")));
        assertThat(other.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
    }

    @Test
    void a_node_that_returns_after_its_lease_expired_has_its_clients_reconnect_and_takes_a_new_name() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");

        node.crash();
        await().atMost(ClusterNode.TIMEOUT)
                .until(() -> other.users(app, "presence-x").equals(List.of("bob")));
        node.proxy.acceptConnections();
        await().until(() -> !node.interruptions().isEmpty());
        assertThat(node.live.isReachable()).isFalse();
        node.disconnect(app, "presence-x", "ada");

        node.awaitUp();
        node.subscribe(app, "presence-x", "ada");
        assertThat(other.users(app, "presence-x")).containsExactlyInAnyOrder("ada", "bob");
        assertThat(node.interruptions()).hasSize(1);
    }

    @Test
    void the_state_of_a_node_that_stops_is_released_before_its_lease_would_have_ended() {
        String ownPrefix = prefix + "-long";
        try (ClusterNode stopping = ClusterNode.of(REDIS, ownPrefix, LONG_LEASE);
                ClusterNode staying = ClusterNode.of(REDIS, ownPrefix, LONG_LEASE)) {
            stopping.subscribe(app, "presence-x", "ada");
            staying.subscribe(app, "presence-x", "bob");

            ClusterNode.resultOf(stopping.live.stop());

            await().atMost(ClusterNode.TIMEOUT)
                    .until(() -> staying.users(app, "presence-x").equals(List.of("bob")));
        }
    }

    /** The time until the last lease of these nodes ends, by the clock of Redis. */
    private Duration longestLeaseLeft() {
        String last = REDIS.command("ZRANGE", prefix + ":{nodes}:leases", "-1", "-1", "WITHSCORES");
        String now = REDIS.command("TIME");
        return Duration.ofMillis(number(last, 4) - number(now, 2) * 1_000 - number(now, 4) / 1_000);
    }

    /** The number in a line of a response. */
    private static long number(String response, int line) {
        return Long.parseLong(response.lines().skip(line).findFirst().orElseThrow());
    }

    @Test
    void a_node_that_starts_releases_the_state_of_an_expired_one() {
        other.close();
        node.subscribe(app, "x", null);
        ClusterNode.resultOf(node.live.stop());

        try (ClusterNode next = ClusterNode.of(REDIS, prefix)) {
            await().atMost(ClusterNode.TIMEOUT).until(() -> next.subscriptions(app, "x") == 0);
        }
    }

    @Test
    void what_is_acquired_under_the_name_of_an_expired_node_is_released_too() {
        // The lease expires without the node's knowledge.
        String name = REDIS.command("ZRANGE", prefix + ":{nodes}:leases", "0", "0")
                .lines()
                .skip(2)
                .findFirst()
                .orElseThrow();
        REDIS.command("ZREM", prefix + ":{nodes}:leases", name);

        for (ClusterNode each : List.of(node, other)) {
            each.live.connect(app);
            each.live.subscribe(app, ChannelName.parse("x"), null);
        }

        await().until(() -> node.interruptions().size() + other.interruptions().size() == 1);
        ClusterNode alive = node.interruptions().isEmpty() ? node : other;
        await().until(() -> alive.subscriptions(app, "x") == 1);
        Stays.trueFor(Duration.ofSeconds(1), () -> alive.subscriptions(app, "x") == 1);
    }
}
