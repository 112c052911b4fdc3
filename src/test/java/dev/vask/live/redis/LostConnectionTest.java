package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.live.LiveStateUnavailableException;
import dev.vask.live.redis.scripts.RedisKeys;
import dev.vask.protocol.ChannelName;
import dev.vask.support.Stays;
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

/** A node loses its connection to a running Redis, and reconnects before its lease expires. */
@Execution(ExecutionMode.CONCURRENT)
class LostConnectionTest extends TwoNodes {

    private static final int BATCH = 50;
    private static final String LONG_DATA = "much ".repeat(20_000);

    @Override
    Duration lease() {
        return Duration.ofMinutes(1);
    }

    @Test
    void a_release_that_was_lost_on_the_way_is_sent_again() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");

        node.proxy.dropRequests();
        node.live.disconnect(app, ClusterNode.disconnection("presence-x", "ada"));
        node.proxy.closeConnections();
        node.awaitDown().awaitUp();

        assertThat(other.users(app, "presence-x")).containsExactly("bob");
        assertThat(other.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
    }

    @Test
    void a_release_whose_response_was_lost_counts_once() {
        node.subscribe(app, "x", null);
        node.subscribe(app, "x", null);

        node.proxy.dropResponses();
        node.live.disconnect(app, ClusterNode.disconnection("x", null));
        await().until(() -> other.subscriptions(app, "x") == 1);
        node.proxy.closeConnections();
        node.awaitDown().awaitUp();

        assertThat(other.subscriptions(app, "x")).isEqualTo(1);
    }

    @Test
    void a_release_without_a_connection_is_sent_after_the_reconnect() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        node.proxy.refuseConnections();
        node.awaitDown();

        node.disconnect(app, "presence-x", "ada");
        node.proxy.acceptConnections();
        node.awaitUp();

        assertThat(other.users(app, "presence-x")).containsExactly("bob");
        assertThat(other.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
    }

    @Test
    void a_subscription_whose_response_was_lost_is_released() {
        other.subscribe(app, "presence-x", "bob");
        node.connect(app);

        node.proxy.dropResponses();
        CompletionStage<?> subscribing =
                node.live.subscribe(app, ChannelName.parse("presence-x"), ClusterNode.member("ada"));
        await().until(() -> other.users(app, "presence-x").contains("ada"));
        node.proxy.closeConnections();

        assertThatThrownBy(() -> ClusterNode.resultOf(subscribing))
                .hasCauseInstanceOf(LiveStateUnavailableException.class);
        node.awaitDown().awaitUp();
        assertThat(other.users(app, "presence-x")).containsExactly("bob");
        assertThat(other.frames(app))
                .filteredOn(frame -> frame.contains("member_removed"))
                .hasSize(1);
    }

    @Test
    void late_requests_of_a_lost_connection_have_no_effect() {
        node.subscribe(app, "x", null);

        node.proxy.holdRequests();
        IntStream.range(0, 5).forEach(i -> node.live.subscribe(app, ChannelName.parse("x"), null));
        node.awaitDown().awaitUp();
        assertThat(other.subscriptions(app, "x")).isEqualTo(1);
        node.proxy.releaseRequests();

        node.publish(app, "x", "after");
        node.awaitEvent(app, "after");
        Stays.trueFor(Duration.ofMillis(300), () -> other.subscriptions(app, "x") == 1);
    }

    @Test
    void events_published_during_the_loss_are_received_once_in_order() {
        node.subscribe(app, "x", null);
        other.publish(app, "x", "0");
        node.awaitEvent(app, "0");

        node.proxy.refuseConnections();
        node.awaitDown();
        publishAll(IntStream.rangeClosed(1, 3_000).mapToObj(Integer::toString));
        node.proxy.acceptConnections();
        node.awaitUp();
        other.publish(app, "x", "3001");

        node.awaitEvent(app, "3001");
        assertThat(node.eventData(app))
                .isEqualTo(IntStream.rangeClosed(0, 3_001)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(node.interruptions()).isEmpty();
    }

    @Test
    void a_late_event_keeps_its_publish_time() {
        node.subscribe(app, "x", null);
        node.proxy.refuseConnections();
        node.awaitDown();
        long before = System.nanoTime();
        other.publish(app, "x", "late");
        long after = System.nanoTime();
        pause(500);
        node.proxy.acceptConnections();
        node.awaitUp();

        long clockDrift = Duration.ofMillis(5).toNanos(); // the clocks can drift between two synchronizations
        assertThat(node.firstFrame(app).createdAt()).isBetween(before - clockDrift, after + clockDrift);
    }

    @Test
    void connections_that_may_have_missed_too_much_must_reconnect() {
        node.subscribe(app, "x", null);

        node.proxy.refuseConnections();
        node.awaitDown();
        publishAll(Stream.generate(() -> LONG_DATA).limit(200));
        node.proxy.acceptConnections();
        node.awaitUp();

        assertThat(node.interruptions())
                .extracting(it -> it.app().orElseThrow())
                .containsExactly(app.key());
    }

    @Test
    void events_that_were_stored_but_sent_to_nobody_are_not_missed() {
        App kept = app.withHistory(HistorySettings.ON);
        node.subscribe(kept, "x", null);
        other.publish(kept, "x", "before");
        node.awaitEvent(kept, "before");

        node.proxy.refuseConnections();
        node.awaitDown();
        other.publish(kept, "y", "to nobody");
        other.publish(kept, "x", "after");
        other.publish(kept, "y", "to nobody");
        node.proxy.acceptConnections();
        node.awaitUp();

        node.awaitEvent(kept, "after");
        assertThat(node.eventData(kept)).containsExactly("before", "after");
        assertThat(node.interruptions()).isEmpty();
    }

    @Test
    void a_missing_log_counts_as_missed_events() {
        node.subscribe(app, "x", null);

        node.proxy.refuseConnections();
        node.awaitDown();
        other.publish(app, "x", "missed");
        REDIS.command("DEL", new RedisKeys(prefix).log(app.key()));
        node.proxy.acceptConnections();
        node.awaitUp();

        assertThat(node.interruptions())
                .extracting(it -> it.app().orElseThrow())
                .containsExactly(app.key());
    }

    @Test
    void the_log_is_bounded() {
        node.subscribe(app, "x", null);

        publishAll(Stream.generate(() -> LONG_DATA).limit(500));

        String entries = REDIS.command("XLEN", new RedisKeys(prefix).log(app.key()));
        assertThat(Integer.parseInt(entries.lines().findFirst().orElseThrow().substring(1)))
                .isBetween(80, 180);
    }

    @Test
    void a_node_that_was_blocked_longer_than_the_timeout_keeps_its_connection() throws InterruptedException {
        node.subscribe(app, "x", null);
        CountDownLatch blocked = node.blockAtNextMessage(Duration.ofSeconds(4));

        other.publish(app, "x", "1");
        blocked.await();
        node.publish(app, "x", "2");

        node.awaitEvent(app, "2");
        assertThat(node.live.isReachable()).isTrue();
    }

    /** Publishes in batches, so that heartbeats are not delayed. */
    private void publishAll(Stream<String> data) {
        List<String> all = data.toList();
        for (int i = 0; i < all.size(); i += BATCH) {
            List<? extends CompletionStage<?>> batch = all.subList(i, Math.min(i + BATCH, all.size())).stream()
                    .map(each -> other.publishing(app, "x", each))
                    .toList();
            batch.forEach(ClusterNode::resultOf);
        }
    }

    @Test
    void acknowledged_events_are_received_once_in_order_despite_lost_connections() {
        node.subscribe(app, "x", null);
        other.subscribe(app, "x", null);
        List<String> acknowledged = new ArrayList<>();

        for (int i = 0; i < 3000; i++) {
            if (i % 500 == 250) {
                (i % 1000 == 250 ? node : other).proxy.closeConnections();
            }
            String data = Integer.toString(i);
            try {
                ClusterNode.resultOf(other.publishing(app, "x", data));
                acknowledged.add(data);
            } catch (CompletionException e) {
                other.awaitUp();
            }
        }
        other.publish(app, "x", "end");

        for (ClusterNode each : List.of(node, other)) {
            each.awaitEvent(app, "end");
            assertThat(each.eventData(app)).doesNotHaveDuplicates().containsSubsequence(acknowledged);
            assertThat(each.eventData(app).stream()
                            .filter(it -> !it.equals("end"))
                            .map(Integer::valueOf))
                    .isSorted();
            assertThat(each.interruptions()).isEmpty();
        }
        assertThat(acknowledged).hasSizeGreaterThan(2900);
    }

    @Test
    void a_node_with_much_state_reconnects() {
        ClusterNode large = ClusterNode.of(REDIS, prefix, lease(), 1000);
        large.connect(app);
        for (int i = 0; i < 3000; i++) {
            ClusterNode.resultOf(large.live.subscribe(app, ChannelName.parse("x" + i), null));
        }

        large.proxy.closeConnections();
        large.awaitDown().awaitUp();

        assertThat(ClusterNode.resultOf(other.live.channels(app, "x", "", 5000)))
                .hasSize(3000);
        large.close();
    }

    @Test
    void a_node_reconnects_while_connections_open_and_close() throws InterruptedException {
        node.connect(app);
        for (int i = 0; i < 2000; i++) {
            ClusterNode.resultOf(node.live.subscribe(app, ChannelName.parse("x" + i), null));
        }
        AtomicBoolean stopped = new AtomicBoolean();
        Thread churn = Thread.ofVirtual().start(() -> {
            for (int i = 0; !stopped.get(); i++) {
                ChannelName channel = ChannelName.parse("x" + i % 2000);
                node.live.connect(app);
                if (i / 2000 % 2 == 0) {
                    node.live.unsubscribe(app, channel, null);
                } else {
                    node.live.subscribe(app, channel, null);
                }
                pause(2);
            }
        });

        node.proxy.closeConnections();
        node.awaitDown().awaitUp();

        assertThat(churn.isAlive()).isTrue();
        stopped.set(true);
        churn.join();
    }

    @Test
    void redis_matches_the_nodes_after_random_operations() {
        var random = ThreadLocalRandom.current();
        int[] expectedCounts = new int[5];
        for (int i = 0; i < 2000; i++) {
            int channel = random.nextInt(expectedCounts.length);
            var name = ChannelName.parse("presence-" + channel);
            if (i % 200 == 100) {
                node.proxy.closeConnections();
            }
            if (expectedCounts[channel] > 0 && random.nextBoolean()) {
                expectedCounts[channel]--;
                node.live.unsubscribe(app, name, ClusterNode.member("ada"));
            } else {
                try {
                    ClusterNode.resultOf(node.live.subscribe(app, name, ClusterNode.member("ada")));
                    expectedCounts[channel]++;
                } catch (CompletionException e) {
                    node.awaitUp();
                }
            }
        }

        node.awaitUp();
        for (int channel = 0; channel < expectedCounts.length; channel++) {
            String name = "presence-" + channel;
            int expected = expectedCounts[channel];
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
