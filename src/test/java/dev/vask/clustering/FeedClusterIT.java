package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.FeedClient;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
import dev.vask.support.VaskNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The live feed shows what happens on all nodes, whichever node serves it, and does not hold up a node that stops. */
class FeedClusterIT {

    private final VaskNode edge = SharedClusters.Stable.EDGE;
    private final VaskNode api = SharedClusters.Stable.API;
    private final VaskNode all = SharedClusters.Stable.ALL;

    /** Connects to a node until its events arrive. */
    private static void awaitWatchedOn(TestApp app, VaskNode node, FeedClient feed) {
        Set<String> connections = new HashSet<>();
        await("the node knows of the viewer").until(() -> {
            PusherClient client = app.on(node).connect();
            connections.add(client.socketId());
            client.close();
            return feed.events().stream()
                    .anyMatch(it -> connections.contains(it.path("socket_id").asText()));
        });
    }

    @Test
    void events_of_other_nodes_arrive() {
        TestApp app = api.app();
        try (FeedClient feed = FeedClient.open(api, app.key(), "")) {
            awaitWatchedOn(app, edge, feed);
            awaitWatchedOn(app, all, feed);

            PusherClient ada = app.on(edge).connect().join("presence-x", "ada");
            app.on(all).connect().join("presence-x", "bob");
            app.on(all).backend().publish("presence-x", "n", "1");

            JsonNode first = feed.awaitEvent(
                    "subscribed", it -> it.path("user_id").asText().equals("ada"));
            JsonNode second = feed.awaitEvent(
                    "subscribed", it -> it.path("user_id").asText().equals("bob"));
            JsonNode published = feed.awaitEvent("event_published");
            assertThat(first.path("node")).isNotEqualTo(second.path("node"));
            assertThat(published.path("node")).isEqualTo(second.path("node"));
            assertThat(first.path("socket_id").asText()).isEqualTo(ada.socketId());
        }
    }

    @Test
    void the_viewers_of_all_nodes_count() {
        VaskNode one = SharedClusters.Stable.CLUSTER.start("api", Map.of("vask.feed.max-viewers", "1"));
        TestApp app = api.app();
        try (FeedClient elsewhere = FeedClient.open(all, app.key(), "")) {
            assertThat(elsewhere.status()).isEqualTo(200);
            await("the node knows of the viewer").until(() -> {
                try (FeedClient here = FeedClient.open(one, app.key(), "")) {
                    return here.status() == 429;
                }
            });
        }
        await("the viewer is gone").until(() -> {
            try (FeedClient here = FeedClient.open(one, app.key(), "")) {
                return here.status() == 200;
            }
        });
        one.kill();
    }

    @Test
    void what_a_killed_node_held_is_reported_by_the_node_that_releases_it() {
        VaskNode doomed = SharedClusters.Stable.CLUSTER.start("edge", Map.of());
        TestApp app = api.app();
        try (FeedClient feed = FeedClient.open(api, app.key(), "")) {
            awaitWatchedOn(app, doomed, feed);
            awaitWatchedOn(app, edge, feed);
            awaitWatchedOn(app, all, feed);
            app.on(doomed).connect().join("presence-x", "ada");
            feed.awaitEvent("member_added");

            doomed.kill();

            feed.awaitEvent("member_removed", it -> it.path("user_id").asText().equals("ada"));
            feed.awaitEvent("channel_vacated", it -> it.path("channel").asText().equals("presence-x"));
        }
    }

    @Test
    void a_viewer_does_not_hold_up_a_node_that_stops() {
        VaskNode stopping = SharedClusters.Stable.CLUSTER.start("api", Map.of("vask.shutdown.delay", "0s"));
        TestApp app = api.app();
        try (FeedClient feed = FeedClient.open(stopping, app.key(), "")) {
            assertThat(feed.status()).isEqualTo(200);

            stopping.terminate();

            feed.awaitEnd();
            assertThat(stopping.awaitExit()).isIn(0, 143);
            assertThat(stopping.log()).doesNotContain("requests were not completed");
        }
    }
}
