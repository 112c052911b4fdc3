package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Delivery;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.protocol.WebhookEvent;
import dev.vask.protocol.WebhookEvent.ChannelOccupied;
import dev.vask.protocol.WebhookEvent.ChannelVacated;
import dev.vask.protocol.WebhookEvent.MemberAdded;
import dev.vask.protocol.WebhookEvent.MemberRemoved;
import dev.vask.support.RedisProcess;
import dev.vask.support.Stays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Failing nodes and connections: each change is recorded once, and only real changes are. */
@Execution(ExecutionMode.CONCURRENT)
class WebhooksOverFailuresTest {

    private static RedisProcess redis;

    private final String prefix = "test-" + UUID.randomUUID();
    private final App app = ClusterNode.app().withWebhook(Webhook.to("https://example.com/hooks"));
    private final List<WebhookEvent> recorded = new ArrayList<>();
    private ClusterNode node;
    private ClusterNode other;

    @BeforeAll
    static void startRedis() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void join() {
        node = ClusterNode.of(redis, prefix).withApp(app);
        other = ClusterNode.of(redis, prefix).withApp(app);
    }

    @AfterEach
    void leave() {
        node.close();
        other.close();
    }

    /** All events so far, taken by the other node. */
    private List<WebhookEvent> recorded() {
        if (take(other) instanceof TakeResult.Owned here) {
            for (Delivery delivery : here.first()) {
                recorded.addAll(delivery.events());
                ClusterNode.resultOf(other.live.webhooks().done(app.key(), delivery));
            }
        }
        return recorded;
    }

    private TakeResult take(ClusterNode from) {
        return ClusterNode.resultOf(
                from.live.webhooks().take(app.key(), app, new TakeRequest(null, 1_000, 0, Duration.ofSeconds(1))));
    }

    private void assertRecorded(WebhookEvent... events) {
        await().atMost(ClusterNode.TIMEOUT)
                .untilAsserted(() -> assertThat(recorded()).containsExactly(events));
    }

    private void assertNothingMoreRecorded() {
        int known = recorded.size();
        Stays.trueFor(LiveStateFixture.GRACE.plusMillis(500), () -> recorded().size() == known);
    }

    @Test
    void the_state_of_a_crashed_node_is_recorded_as_released() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        node.subscribe(app, "room", null);
        recorded();

        node.crash();

        await().atMost(ClusterNode.TIMEOUT).until(() -> recorded().size() == 6);
        assertThat(recorded)
                .contains(new MemberRemoved("presence-x", "ada"), new ChannelVacated("room"))
                .doesNotContain(new ChannelVacated("presence-x"));
        assertNothingMoreRecorded();
    }

    @Test
    void a_lost_and_restored_connection_causes_no_events() {
        node.subscribe(app, "presence-x", "ada");
        assertRecorded(new ChannelOccupied("presence-x"), new MemberAdded("presence-x", "ada"));

        node.proxy.closeConnections();
        node.awaitDown();
        node.proxy.acceptConnections();
        node.awaitUp();

        assertNothingMoreRecorded();
    }

    @Test
    void changes_during_a_lost_connection_are_recorded_after_the_reconnect() {
        node.subscribe(app, "presence-x", "ada");
        node.subscribe(app, "room", null);
        recorded();

        node.proxy.closeConnections();
        node.awaitDown();
        node.disconnect(app, "room", null);
        node.proxy.acceptConnections();
        node.awaitUp();

        assertRecorded(
                new ChannelOccupied("presence-x"),
                new MemberAdded("presence-x", "ada"),
                new ChannelOccupied("room"),
                new ChannelVacated("room"));
    }

    @Test
    void a_delayed_event_outlives_the_node_that_caused_it() {
        node.subscribe(app, "room", null);
        node.disconnect(app, "room", null);

        node.crash();

        assertRecorded(new ChannelOccupied("room"), new ChannelVacated("room"));
    }

    @Test
    void another_node_takes_over_what_a_crashed_one_had_taken() {
        node.subscribe(app, "room", null);
        TakeResult.Owned taken = (TakeResult.Owned) take(node);
        assertThat(take(other)).isInstanceOf(TakeResult.OwnedElsewhere.class);

        node.crash();

        await().atMost(WebhookQueue.OWNERSHIP.plus(ClusterNode.TIMEOUT))
                .until(() -> take(other) instanceof TakeResult.Owned here
                        && here.first().getFirst().equals(taken.first().getFirst()));
    }

    @Test
    void a_released_app_can_be_taken_by_another_node() {
        node.subscribe(app, "room", null);
        take(node);

        ClusterNode.resultOf(node.live.webhooks().release(app.key()));

        assertThat(take(other)).isInstanceOf(TakeResult.Owned.class);
    }
}
