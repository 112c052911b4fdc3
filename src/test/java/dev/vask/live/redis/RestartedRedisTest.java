package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.support.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A Redis that dies and comes back: with all it knew, with less, or with nothing. */
@Execution(ExecutionMode.CONCURRENT)
class RestartedRedisTest {

    private static final Duration RECOVERY = Duration.ofSeconds(5);

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
        pause(ClusterNode.LEASE.dividedBy(2)); // a heartbeat of each, by which they learn of each other
    }

    @AfterEach
    void stop() {
        node.close();
        other.close();
        redis.close();
    }

    @Test
    void a_redis_that_comes_back_empty_knows_again_what_the_nodes_hold() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        other.subscribe(app, "x", null);
        node.signIn(app, "ada");

        redis.kill();
        node.isDown();
        other.isDown();
        redis.restartEmpty();
        long back = System.nanoTime();
        node.isUp();
        other.isUp();

        assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(RECOVERY);
        assertThat(node.users(app, "presence-x")).containsExactlyInAnyOrder("ada", "bob");
        assertThat(node.subscriptions(app, "x")).isEqualTo(1);
        node.publish(app, "x", "after");
        other.hears(app, "after");
        assertThat(node.interruptions()).isEmpty();
        assertThat(other.interruptions()).isEmpty();
    }

    @Test
    void nobody_hears_again_what_it_knows_already() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        node.signIn(app, "ada", "bob");
        other.signIn(app, "bob", "ada");
        other.publish(app, "presence-x", "before");
        node.hears(app, "before");
        List<String> known = node.frames(app);

        redis.kill();
        node.isDown();
        other.isDown();
        redis.restartEmpty();
        node.isUp();
        other.isUp();
        other.publish(app, "presence-x", "after");
        node.hears(app, "after");

        List<String> heard = node.frames(app);
        assertThat(heard.subList(known.size(), heard.size())).hasSize(1);
    }

    @Test
    void who_left_while_an_emptied_redis_was_away_is_said_to_have_left_once() {
        node.subscribe(app, "presence-x", "ada");
        node.subscribe(app, "presence-x", "carol");
        node.signIn(app, "carol");
        other.subscribe(app, "presence-x", "bob");
        other.subscribe(app, "presence-x", "carol");
        other.subscribe(app, "presence-x", "dora");
        other.signIn(app, "bob", "carol");

        redis.kill();
        node.isDown();
        other.isDown();
        node.leave(app, "presence-x", "ada");
        node.leave(app, "presence-x", "carol");
        other.leave(app, "presence-x", "carol");
        node.signOff(app, "carol");
        redis.restartEmpty();
        node.isUp();
        other.isUp();
        node.publish(app, "presence-x", "after");
        other.hears(app, "after");

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
    void subscribers_are_told_once_how_many_are_left() {
        App counting =
                new App(app.key(), app.name(), true, true, true, app.allowedOrigins(), app.quotas(), app.secrets());
        IntStream.range(0, 3).forEach(i -> node.subscribe(counting, "x", null));
        IntStream.range(0, 2).forEach(i -> other.subscribe(counting, "x", null));
        other.publish(counting, "x", "before");
        other.hears(counting, "before");
        List<String> known = other.frames(counting);

        redis.kill();
        node.isDown();
        other.isDown();
        node.leave(counting, "x", null);
        redis.restartEmpty();
        node.isUp();
        other.isUp();
        other.publish(counting, "x", "after");
        other.hears(counting, "after");

        await().untilAsserted(() -> {
            List<String> heard = other.frames(counting);
            assertThat(heard.subList(known.size(), heard.size()))
                    .filteredOn(frame -> frame.contains("subscription_count"))
                    .singleElement()
                    .asString()
                    .contains("4");
        });
    }

    @Test
    void what_is_published_after_redis_lost_its_last_moments_is_heard() {
        node.subscribe(app, "x", null);
        node.publish(app, "x", "1");
        redis.command("CONFIG", "SET", "appendonly", "no"); // it forgets the rest
        IntStream.rangeClosed(2, 9).forEach(i -> node.publish(app, "x", Integer.toString(i)));
        node.hears(app, "9");

        redis.kill();
        node.isDown();
        redis.restart();
        node.isUp();
        other.isUp();
        other.publish(app, "x", "10");

        node.hears(app, "10");
        assertThat(node.news(app))
                .isEqualTo(
                        IntStream.rangeClosed(1, 10).mapToObj(Integer::toString).toList());
    }

    @Test
    void a_node_that_crashed_with_redis_keeps_the_others_waiting_but_not_for_long() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");

        other.die();
        redis.kill();
        node.isDown();
        redis.restart();
        long back = System.nanoTime();
        node.isUp();
        assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(RECOVERY);

        await("bob is released").until(() -> node.users(app, "presence-x").equals(List.of("ada")));
        assertThat(node.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
        assertThat(node.interruptions()).isEmpty();
    }

    @Test
    void who_comes_back_after_the_others_went_on_without_it_has_its_clients_reconnect() {
        node.subscribe(app, "x", null);
        other.subscribe(app, "x", null);

        other.line.refuseConnections();
        redis.kill();
        node.isDown();
        redis.restartEmpty();
        node.isUp();
        node.publish(app, "x", "missed by the other");
        other.line.acceptConnections();

        await().until(() -> !other.interruptions().isEmpty());
    }

    @Test
    void it_stays_up_after_it_waited_in_vain() {
        other.die();
        redis.kill();
        node.isDown();
        redis.restartEmpty();

        node.isUp();

        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(2)).until(node.live::isReachable);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
