package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.protocol.ChannelName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nodes that crash or stop, and the release of their state by the others. */
@Execution(ExecutionMode.CONCURRENT)
class ExpiredNodeTest extends TwoNodes {

    @Test
    void the_state_of_a_crashed_node_is_released_within_the_lease() throws InterruptedException {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        other.signIn(app, "carol", "ada");
        node.signIn(app, "ada");
        Thread.sleep(ClusterNode.LEASE.plusSeconds(1)); // until then no node expires another one

        node.die();

        await().atMost(ClusterNode.LEASE).pollInterval(Duration.ofMillis(20)).until(() -> other.users(app, "presence-x")
                .equals(List.of("bob")));
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

        node.die();
        await().atMost(ClusterNode.LEASE.multipliedBy(3))
                .until(() -> other.users(app, "presence-x").equals(List.of("bob")));
        node.line.acceptConnections();
        await().until(() -> !node.interruptions().isEmpty());
        assertThat(node.live.isReachable()).isFalse();
        node.leave(app, "presence-x", "ada");

        node.isUp();
        node.subscribe(app, "presence-x", "ada");
        assertThat(other.users(app, "presence-x")).containsExactlyInAnyOrder("ada", "bob");
        assertThat(node.interruptions()).hasSize(1);
    }

    @Test
    void the_state_of_a_node_that_stops_is_released_at_once() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");

        ClusterNode.done(node.live.stop());

        await().atMost(ClusterNode.LEASE.dividedBy(2))
                .until(() -> other.users(app, "presence-x").equals(List.of("bob")));
    }

    @Test
    void a_node_that_starts_releases_the_state_of_an_expired_one() {
        other.close();
        node.subscribe(app, "x", null);
        ClusterNode.done(node.live.stop());

        try (ClusterNode next = ClusterNode.of(REDIS, prefix)) {
            await().atMost(ClusterNode.LEASE).until(() -> next.subscriptions(app, "x") == 0);
        }
    }

    @Test
    void what_is_acquired_under_the_name_of_an_expired_node_is_released_too() {
        // The lease expires, which the node does not know yet.
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
        await().during(Duration.ofSeconds(1)).until(() -> alive.subscriptions(app, "x") == 1);
    }
}
