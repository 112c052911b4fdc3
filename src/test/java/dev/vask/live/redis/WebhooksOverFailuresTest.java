package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.Webhook;
import dev.vask.live.Delivery;
import dev.vask.live.LiveStateFixture;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.protocol.WebhookEvent;
import dev.vask.protocol.WebhookEvent.ChannelOccupied;
import dev.vask.protocol.WebhookEvent.ChannelVacated;
import dev.vask.protocol.WebhookEvent.MemberAdded;
import dev.vask.protocol.WebhookEvent.MemberRemoved;
import dev.vask.support.RedisProcess;
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

/** Nodes and lines that fail, and what backends are told of it: each change once, and nothing that did not happen. */
@Execution(ExecutionMode.CONCURRENT)
class WebhooksOverFailuresTest {

    private static RedisProcess redis;

    private final String prefix = "test-" + UUID.randomUUID();
    private final App app = ClusterNode.app().withWebhook(Webhook.to("https://example.com/hooks"));
    private final List<WebhookEvent> told = new ArrayList<>();
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
        node = ClusterNode.of(redis, prefix).knows(app);
        other = ClusterNode.of(redis, prefix).knows(app);
    }

    @AfterEach
    void leave() {
        node.close();
        other.close();
    }

    /** All that the backend is told up to now, as the other node tells it. */
    private List<WebhookEvent> told() {
        if (take(other) instanceof TakeResult.Owned here) {
            for (Delivery delivery : here.first()) {
                told.addAll(delivery.events());
                ClusterNode.done(other.live.webhooks().done(app.key(), delivery));
            }
        }
        return told;
    }

    private TakeResult take(ClusterNode at) {
        return ClusterNode.done(
                at.live.webhooks().take(app.key(), app, new TakeRequest(null, 1_000, 0, Duration.ofSeconds(1))));
    }

    private void hears(WebhookEvent... events) {
        await().atMost(ClusterNode.LEASE.multipliedBy(4))
                .untilAsserted(() -> assertThat(told()).containsExactly(events));
    }

    private void hearsNothingMore() {
        int known = told.size();
        await().during(LiveStateFixture.GRACE.plusMillis(500))
                .atMost(Duration.ofSeconds(5))
                .until(() -> told().size() == known);
    }

    @Test
    void the_state_of_a_crashed_node_is_recorded_as_released() {
        node.subscribe(app, "presence-x", "ada");
        other.subscribe(app, "presence-x", "bob");
        node.subscribe(app, "room", null);
        told();

        node.die();

        await().atMost(ClusterNode.LEASE.multipliedBy(4)).until(() -> told().size() == 6);
        assertThat(told)
                .contains(new MemberRemoved("presence-x", "ada"), new ChannelVacated("room"))
                .doesNotContain(new ChannelVacated("presence-x"));
        hearsNothingMore();
    }

    @Test
    void a_line_that_was_cut_and_mended_changes_nothing() {
        node.subscribe(app, "presence-x", "ada");
        hears(new ChannelOccupied("presence-x"), new MemberAdded("presence-x", "ada"));

        node.line.closeConnections();
        node.isDown();
        node.line.acceptConnections();
        node.isUp();

        hearsNothingMore();
    }

    @Test
    void what_went_while_the_line_was_cut_is_told_when_it_is_mended() {
        node.subscribe(app, "presence-x", "ada");
        node.subscribe(app, "room", null);
        told();

        node.line.closeConnections();
        node.isDown();
        node.leave(app, "room", null);
        node.line.acceptConnections();
        node.isUp();

        hears(
                new ChannelOccupied("presence-x"),
                new MemberAdded("presence-x", "ada"),
                new ChannelOccupied("room"),
                new ChannelVacated("room"));
    }

    @Test
    void a_delayed_event_outlives_the_node_that_caused_it() {
        node.subscribe(app, "room", null);
        node.leave(app, "room", null);

        node.die();

        hears(new ChannelOccupied("room"), new ChannelVacated("room"));
    }

    @Test
    void another_node_takes_over_what_a_crashed_one_had_taken() {
        node.subscribe(app, "room", null);
        TakeResult.Owned taken = (TakeResult.Owned) take(node);
        assertThat(take(other)).isInstanceOf(TakeResult.OwnedElsewhere.class);

        node.die();

        await().atMost(WebhookQueue.OWNERSHIP.plusSeconds(3))
                .until(() -> take(other) instanceof TakeResult.Owned here
                        && here.first().getFirst().equals(taken.first().getFirst()));
    }

    @Test
    void a_node_that_ends_of_its_own_will_leaves_its_apps_to_others() {
        node.subscribe(app, "room", null);
        take(node);

        ClusterNode.done(node.live.webhooks().release(app.key()));

        assertThat(take(other)).isInstanceOf(TakeResult.Owned.class);
    }
}
