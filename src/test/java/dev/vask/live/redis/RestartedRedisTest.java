package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
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

/** A Redis that crashes and restarts with all of its data, some of it, or none. */
@Execution(ExecutionMode.CONCURRENT)
class RestartedRedisTest {

    private static final Duration LONG_LEASE = Duration.ofMinutes(1);

    private final App app = ClusterNode.app();
    private RedisProcess redis;
    private ClusterNode node;
    private ClusterNode other;

    @BeforeEach
    void start() {
        redis = RedisProcess.startPersistent();
        node = ClusterNode.of(redis, "test");
        other = ClusterNode.of(redis, "test");
        await("the nodes know each other")
                .until(() -> redis.command("ZCARD", "test:{nodes}:leases").startsWith(":2"));
        pause(ClusterNode.LEASE.dividedBy(2)); // each node sends a heartbeat and receives those of others
    }

    @AfterEach
    void stop() {
        node.close();
        other.close();
        redis.close();
    }

    @Test
    void an_empty_redis_is_restored_from_the_nodes() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        other.subscribe(app, "x", null);
        node.signIn(app, "ada");

        redis.kill();
        node.awaitDown();
        other.awaitDown();
        redis.restartEmpty();
        node.awaitUp();
        other.awaitUp();

        assertThat(node.users(app, "presence-x")).containsExactlyInAnyOrder("ada", "bob");
        assertThat(node.subscriptions(app, "x")).isEqualTo(1);
        node.publish(app, "x", "after");
        other.awaitEvent(app, "after");
        assertThat(node.interruptions()).isEmpty();
        assertThat(other.interruptions()).isEmpty();
    }

    @Test
    void clients_receive_no_repeated_messages_after_a_restore() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        node.signIn(app, "ada", "bob");
        other.signIn(app, "bob", "ada");
        other.publish(app, "presence-x", "before");
        node.awaitEvent(app, "before");
        List<String> before = node.frames(app);

        redis.kill();
        node.awaitDown();
        other.awaitDown();
        redis.restartEmpty();
        node.awaitUp();
        other.awaitUp();
        other.publish(app, "presence-x", "after");
        node.awaitEvent(app, "after");

        List<String> after = node.frames(app);
        assertThat(after.subList(before.size(), after.size())).hasSize(1);
    }

    @Test
    void members_who_leave_during_the_outage_are_announced_once() {
        node.subscribe(app, "presence-x", "ada");
        node.subscribe(app, "presence-x", "carol");
        node.signIn(app, "carol");
        other.subscribe(app, "presence-x", "bob");
        other.subscribe(app, "presence-x", "carol");
        other.subscribe(app, "presence-x", "dora");
        other.signIn(app, "bob", "carol");

        redis.kill();
        node.awaitDown();
        other.awaitDown();
        node.disconnect(app, "presence-x", "ada");
        node.disconnect(app, "presence-x", "carol");
        other.disconnect(app, "presence-x", "carol");
        node.signOut(app, "carol");
        redis.restartEmpty();
        node.awaitUp();
        other.awaitUp();
        node.publish(app, "presence-x", "after");
        other.awaitEvent(app, "after");

        assertThat(node.users(app, "presence-x")).containsExactlyInAnyOrder("bob", "dora");
        await().untilAsserted(() -> {
            List<String> frames = other.frames(app);
            assertThat(frames)
                    .filteredOn(frame -> frame.contains("member_removed") && frame.contains("ada"))
                    .hasSize(1);
            assertThat(frames)
                    .filteredOn(frame -> frame.contains("member_removed") && frame.contains("carol"))
                    .hasSize(1);
            assertThat(frames)
                    .filteredOn(frame -> frame.contains("offline") && frame.contains("carol"))
                    .hasSize(1);
        });
    }

    @Test
    void the_subscription_count_is_sent_once_after_a_restore() {
        App counting =
                new App(app.key(), app.name(), true, true, true, app.allowedOrigins(), app.quotas(), app.secrets());
        IntStream.range(0, 3).forEach(i -> node.subscribe(counting, "x", null));
        IntStream.range(0, 2).forEach(i -> other.subscribe(counting, "x", null));
        other.publish(counting, "x", "before");
        other.awaitEvent(counting, "before");
        List<String> before = other.frames(counting);

        redis.kill();
        node.awaitDown();
        other.awaitDown();
        node.disconnect(counting, "x", null);
        redis.restartEmpty();
        node.awaitUp();
        other.awaitUp();
        other.publish(counting, "x", "after");
        other.awaitEvent(counting, "after");

        await().untilAsserted(() -> {
            List<String> after = other.frames(counting);
            assertThat(after.subList(before.size(), after.size()))
                    .filteredOn(frame -> frame.contains("subscription_count"))
                    .singleElement()
                    .asString()
                    .contains("4");
        });
    }

    @Test
    void events_are_received_after_redis_lost_its_latest_writes() {
        node.subscribe(app, "x", null);
        node.publish(app, "x", "1");
        redis.command("CONFIG", "SET", "appendonly", "no"); // later writes are not stored
        IntStream.rangeClosed(2, 9).forEach(i -> node.publish(app, "x", Integer.toString(i)));
        node.awaitEvent(app, "9");

        redis.kill();
        node.awaitDown();
        redis.restart();
        node.awaitUp();
        other.awaitUp();
        other.publish(app, "x", "10");

        node.awaitEvent(app, "10");
        assertThat(node.eventData(app))
                .isEqualTo(
                        IntStream.rangeClosed(1, 10).mapToObj(Integer::toString).toList());
    }

    @Test
    void nodes_do_not_wait_for_the_end_of_the_lease_of_a_node_that_crashed_with_redis() {
        try (ClusterNode crashing = ClusterNode.of(redis, "long", LONG_LEASE);
                ClusterNode staying = ClusterNode.of(redis, "long", LONG_LEASE)) {
            staying.subscribe(app, "presence-x", "ada");
            crashing.subscribe(app, "presence-x", "bob");

            crashing.crash();
            redis.kill();
            staying.awaitDown();
            redis.restart();
            staying.awaitUp();

            // Bob is a member until the lease ends.
            assertThat(staying.users(app, "presence-x")).containsExactlyInAnyOrder("ada", "bob");
        }
    }

    @Test
    void the_state_of_a_node_that_crashed_with_redis_is_released() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");

        other.crash();
        redis.kill();
        node.awaitDown();
        redis.restart();
        node.awaitUp();

        await("bob is released").until(() -> node.users(app, "presence-x").equals(List.of("ada")));
        assertThat(node.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
        assertThat(node.interruptions()).isEmpty();
    }

    @Test
    void a_node_that_returns_after_the_restore_has_its_clients_reconnect() {
        node.subscribe(app, "x", null);
        other.subscribe(app, "x", null);

        other.proxy.refuseConnections();
        redis.kill();
        node.awaitDown();
        redis.restartEmpty();
        node.awaitUp();
        node.publish(app, "x", "missed by the other");
        other.proxy.acceptConnections();

        await().until(() -> !other.interruptions().isEmpty());
    }

    @Test
    void a_node_stays_up_after_waiting_for_a_crashed_one() {
        other.crash();
        redis.kill();
        node.awaitDown();
        redis.restartEmpty();

        node.awaitUp();

        Stays.trueFor(Duration.ofSeconds(1), node.live::isReachable);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
