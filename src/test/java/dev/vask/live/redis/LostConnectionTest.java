package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vask.live.LiveStateUnavailableException;
import dev.vask.live.redis.scripts.RedisKeys;
import dev.vask.protocol.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A node's connection to a Redis that is there all the time, lost for so short a time that no lease expires. */
@Execution(ExecutionMode.CONCURRENT)
class LostConnectionTest extends TwoNodes {

    private static final int AT_ONCE = 50;
    private static final String MUCH = "much ".repeat(20_000);

    @Override
    Duration lease() {
        return Duration.ofMinutes(1);
    }

    @Test
    void a_release_that_was_lost_on_the_way_is_sent_again() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");

        node.line.dropRequests();
        node.live.disconnect(app, ClusterNode.departure("presence-x", "ada"));
        node.line.closeConnections();
        node.isDown().isUp();

        assertThat(other.users(app, "presence-x")).containsExactly("bob");
        assertThat(other.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
    }

    @Test
    void a_release_whose_response_was_lost_counts_once() {
        node.subscribe(app, "x", null);
        node.subscribe(app, "x", null);

        node.line.dropResponses();
        node.live.disconnect(app, ClusterNode.departure("x", null));
        await().until(() -> other.subscriptions(app, "x") == 1);
        node.line.closeConnections();
        node.isDown().isUp();

        assertThat(other.subscriptions(app, "x")).isEqualTo(1);
    }

    @Test
    void a_release_without_a_connection_is_sent_after_the_reconnect() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        node.line.refuseConnections();
        node.isDown();

        node.leave(app, "presence-x", "ada");
        node.line.acceptConnections();
        node.isUp();

        assertThat(other.users(app, "presence-x")).containsExactly("bob");
        assertThat(other.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
    }

    @Test
    void a_subscription_whose_answer_was_lost_is_none() {
        other.subscribe(app, "presence-x", "bob");
        node.connect(app);

        node.line.dropResponses();
        CompletionStage<?> subscribing =
                node.live.subscribe(app, ChannelName.parse("presence-x"), ClusterNode.member("ada"));
        await().until(() -> other.users(app, "presence-x").contains("ada"));
        node.line.closeConnections();

        assertThatThrownBy(() -> ClusterNode.done(subscribing)).hasCauseInstanceOf(LiveStateUnavailableException.class);
        node.isDown().isUp();
        assertThat(other.users(app, "presence-x")).containsExactly("bob");
        assertThat(other.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
    }

    @Test
    void what_was_sent_over_a_lost_connection_and_comes_late_changes_nothing() {
        node.subscribe(app, "x", null);

        node.line.holdRequests();
        IntStream.range(0, 5).forEach(i -> node.live.subscribe(app, ChannelName.parse("x"), null));
        node.isDown().isUp();
        assertThat(other.subscriptions(app, "x")).isEqualTo(1);
        node.line.releaseRequests();

        node.publish(app, "x", "after");
        node.hears(app, "after");
        await().during(Duration.ofMillis(300)).until(() -> other.subscriptions(app, "x") == 1);
    }

    @Test
    void what_was_published_meanwhile_is_heard_in_order_and_once() {
        node.subscribe(app, "x", null);
        other.publish(app, "x", "0");
        node.hears(app, "0");

        node.line.refuseConnections();
        node.isDown();
        publishAll(IntStream.rangeClosed(1, 3_000).mapToObj(Integer::toString));
        node.line.acceptConnections();
        node.isUp();
        other.publish(app, "x", "3001");

        node.hears(app, "3001");
        assertThat(node.news(app))
                .isEqualTo(IntStream.rangeClosed(0, 3_001)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(node.interruptions()).isEmpty();
    }

    @Test
    void what_is_heard_late_tells_when_it_was_published() {
        node.subscribe(app, "x", null);
        node.line.refuseConnections();
        node.isDown();
        long before = System.nanoTime();
        other.publish(app, "x", "late");
        long after = System.nanoTime();
        pause(500);
        node.line.acceptConnections();
        node.isUp();

        long clocks = Duration.ofMillis(5).toNanos(); // drift while nobody looks
        assertThat(node.firstFrame(app).createdAt()).isBetween(before - clocks, after + clocks);
    }

    @Test
    void connections_that_may_have_missed_too_much_must_reconnect() {
        node.subscribe(app, "x", null);

        node.line.refuseConnections();
        node.isDown();
        publishAll(Stream.generate(() -> MUCH).limit(200));
        node.line.acceptConnections();
        node.isUp();

        assertThat(node.interruptions())
                .extracting(it -> it.app().orElseThrow())
                .containsExactly(app.key());
    }

    @Test
    void that_a_log_is_gone_does_not_mean_that_nothing_was_missed() {
        node.subscribe(app, "x", null);

        node.line.refuseConnections();
        node.isDown();
        other.publish(app, "x", "missed");
        REDIS.command("DEL", new RedisKeys(prefix).log(app.key()));
        node.line.acceptConnections();
        node.isUp();

        assertThat(node.interruptions())
                .extracting(it -> it.app().orElseThrow())
                .containsExactly(app.key());
    }

    @Test
    void the_log_of_much_traffic_stays_of_one_size() {
        node.subscribe(app, "x", null);

        publishAll(Stream.generate(() -> MUCH).limit(500));

        String entries = REDIS.command("XLEN", new RedisKeys(prefix).log(app.key()));
        assertThat(Integer.parseInt(entries.lines().findFirst().orElseThrow().substring(1)))
                .isBetween(80, 180);
    }

    @Test
    void a_node_that_itself_did_not_run_for_longer_than_the_timeout_keeps_its_connection() throws InterruptedException {
        node.subscribe(app, "x", null);
        CountDownLatch stalled = node.stallAtNextMessage(Duration.ofSeconds(4));

        other.publish(app, "x", "1");
        stalled.await();
        node.publish(app, "x", "2");

        node.hears(app, "2");
        assertThat(node.live.isReachable()).isTrue();
    }

    /** Many, but so few at a time that the line has room for signs of life. */
    private void publishAll(Stream<String> data) {
        List<String> all = data.toList();
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            List<? extends CompletionStage<?>> some = all.subList(i, Math.min(i + AT_ONCE, all.size())).stream()
                    .map(each -> other.publishing(app, "x", each))
                    .toList();
            some.forEach(ClusterNode::done);
        }
    }

    @Test
    void cut_amid_publishes_every_acknowledged_one_is_heard_in_order_and_once() {
        node.subscribe(app, "x", null);
        other.subscribe(app, "x", null);
        List<String> acknowledged = new ArrayList<>();

        for (int i = 0; i < 3000; i++) {
            if (i % 500 == 250) {
                (i % 1000 == 250 ? node : other).line.closeConnections();
            }
            String data = Integer.toString(i);
            try {
                ClusterNode.done(other.publishing(app, "x", data));
                acknowledged.add(data);
            } catch (CompletionException e) {
                other.isUp();
            }
        }
        other.publish(app, "x", "end");

        for (ClusterNode each : List.of(node, other)) {
            each.hears(app, "end");
            assertThat(each.news(app)).doesNotHaveDuplicates().containsSubsequence(acknowledged);
            assertThat(each.news(app).stream().filter(it -> !it.equals("end")).map(Integer::valueOf))
                    .isSorted();
            assertThat(each.interruptions()).isEmpty();
        }
        assertThat(acknowledged).hasSizeGreaterThan(2900);
    }

    @Test
    void a_node_comes_up_however_much_it_holds() {
        ClusterNode full = ClusterNode.of(REDIS, prefix, lease(), 1000);
        full.connect(app);
        for (int i = 0; i < 3000; i++) {
            ClusterNode.done(full.live.subscribe(app, ChannelName.parse("x" + i), null));
        }

        full.line.closeConnections();
        full.isDown().isUp();

        assertThat(ClusterNode.done(other.live.channels(app, "x", "", 5000))).hasSize(3000);
        full.close();
    }

    @Test
    void a_node_comes_up_though_sockets_come_and_go_meanwhile() throws InterruptedException {
        node.connect(app);
        for (int i = 0; i < 2000; i++) {
            ClusterNode.done(node.live.subscribe(app, ChannelName.parse("x" + i), null));
        }
        AtomicBoolean enough = new AtomicBoolean();
        Thread churn = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 2000 && !enough.get(); i++) {
                node.live.connect(app);
                node.live.unsubscribe(app, ChannelName.parse("x" + i), null);
                pause(2);
            }
        });

        node.line.closeConnections();
        long cut = System.nanoTime();
        node.isDown().isUp();

        assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(Duration.ofSeconds(2));
        enough.set(true);
        churn.join();
    }

    @Test
    void whatever_happens_what_redis_knows_becomes_what_the_nodes_hold() {
        var random = ThreadLocalRandom.current();
        int[] held = new int[5];
        for (int i = 0; i < 2000; i++) {
            int channel = random.nextInt(held.length);
            var name = ChannelName.parse("presence-" + channel);
            if (i % 200 == 100) {
                node.line.closeConnections();
            }
            if (held[channel] > 0 && random.nextBoolean()) {
                held[channel]--;
                node.live.unsubscribe(app, name, ClusterNode.member("ada"));
            } else {
                try {
                    ClusterNode.done(node.live.subscribe(app, name, ClusterNode.member("ada")));
                    held[channel]++;
                } catch (CompletionException e) {
                    node.isUp();
                }
            }
        }

        node.isUp();
        for (int channel = 0; channel < held.length; channel++) {
            String name = "presence-" + channel;
            int expected = held[channel];
            await().until(() -> other.subscriptions(app, name) == expected);
            assertThat(other.users(app, name)).hasSize(expected > 0 ? 1 : 0);
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
