package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
import dev.vask.support.VaskNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Nodes that crash, or are paused for longer than their lease. */
class CrashIT {

    private static final String LOBBY = "presence-lobby";

    private final VaskNode surviving = SharedClusters.Stable.ALL;
    private final VaskNode backend = SharedClusters.Stable.API;

    @Test
    void the_state_of_a_killed_node_is_released_within_the_lease() throws InterruptedException {
        VaskNode crashing = SharedClusters.Stable.CLUSTER.start("edge", Map.of());
        TestApp app = backend.app(Map.of("subscription_counts", true));
        List<ChannelObserver> lost = IntStream.range(0, 8)
                .mapToObj(i -> ChannelObserver.joining(app.on(crashing), LOBBY, "lost-" + i))
                .toList();
        ChannelObserver.joining(app.on(crashing), LOBBY, "both");
        app.on(crashing).connect().signIn("{\"id\":\"ada\"}");
        app.on(crashing).connect().subscribe("news");
        app.on(crashing).connect().subscribe("only-there");
        List<ChannelObserver> left = new ArrayList<>();
        IntStream.range(0, 4).forEach(i -> left.add(ChannelObserver.joining(app.on(surviving), LOBBY, "left-" + i)));
        left.add(ChannelObserver.joining(app.on(surviving), LOBBY, "both"));
        PusherClient watcher = app.on(surviving).connect().signIn("{\"id\":\"bob\",\"watchlist\":[\"ada\"]}");
        watcher.receives(
                "pusher_internal:watchlist_events",
                null,
                "{\"events\":[{\"name\":\"online\",\"user_ids\":[\"ada\"]}]}");
        ChannelObserver counter = ChannelObserver.of(app.on(surviving), "news");
        BackgroundTraffic traffic =
                BackgroundTraffic.on(app.on(backend), List.of(app.on(crashing), app.on(surviving)), LOBBY);

        crashing.kill();
        traffic.stop();

        Backend api = app.on(backend).backend();
        Set<String> expected = Set.of("left-0", "left-1", "left-2", "left-3", "both");
        withinLease().untilAsserted(() -> {
            assertThat(memberIds(api)).isEqualTo(expected);
            assertThat(memberIds(app.on(surviving).backend())).isEqualTo(expected);
            assertThat(api.get("/channels").json().path("channels").properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder(LOBBY, "news");
            assertThat(subscriptions(api, "news")).isEqualTo(1);
            left.forEach(observer -> assertThat(observer.catchUp(api).members()).isEqualTo(expected));
        });
        watcher.receives(
                "pusher_internal:watchlist_events",
                null,
                "{\"events\":[{\"name\":\"offline\",\"user_ids\":[\"ada\"]}]}");
        watcher.receivesNothingMore();
        assertThat(counter.catchUp(api).otherFrames()).last().asString().contains("{\\\"subscription_count\\\":1}");
        assertThat(lost).hasSize(8);
    }

    @Test
    void a_node_paused_beyond_its_lease_closes_its_connections_and_rejoins() throws InterruptedException {
        VaskNode paused = SharedClusters.Stable.CLUSTER.start("all", Map.of());
        TestApp app = backend.app();
        ChannelObserver there = ChannelObserver.joining(app.on(paused), LOBBY, "there");
        ChannelObserver here = ChannelObserver.joining(app.on(surviving), LOBBY, "here");
        Backend api = app.on(backend).backend();
        there.catchUp(api);

        paused.pause();
        withinLease().untilAsserted(() -> assertThat(memberIds(api)).isEqualTo(Set.of("here")));
        assertThat(here.catchUp(api).members()).containsExactly("here");
        api.publish(LOBBY, "news", "published during the pause");
        paused.resume();

        there.receivesUntilClosedWith(4200);
        assertThat(there.news()).isEmpty();
        withinLease().until(() -> paused.health("ready").status() == 200);
        ChannelObserver back = ChannelObserver.joining(app.on(paused), LOBBY, "there");
        assertThat(back.members()).containsExactlyInAnyOrder("here", "there");
        assertThat(here.catchUp(api).members()).containsExactly("here", "there");
        assertThat(memberIds(app.on(paused).backend())).isEqualTo(Set.of("here", "there"));
        api.publish(LOBBY, "news", "on time");
        assertThat(back.catchUp(api).news()).containsExactly("on time");
        paused.kill();
    }

    @Test
    void a_node_paused_within_its_lease_continues_without_loss() throws InterruptedException {
        VaskNode paused = SharedClusters.Stable.CLUSTER.start("all", Map.of());
        TestApp app = backend.app();
        ChannelObserver there = ChannelObserver.joining(app.on(paused), LOBBY, "there");
        Backend api = app.on(backend).backend();

        paused.pause();
        IntStream.range(0, 20).forEach(i -> api.publish(LOBBY, "news", Integer.toString(i)));
        paused.resume();

        assertThat(there.catchUp(api).news())
                .isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        paused.kill();
        withinLease().untilAsserted(() -> assertThat(memberIds(api)).isEmpty());
    }

    @Test
    void the_connection_quota_is_exact_across_nodes_and_released_by_a_crash() {
        VaskNode crashing = SharedClusters.Stable.CLUSTER.start("edge", Map.of());
        TestApp app = backend.app(Map.of("quotas", Map.of("max_connections", 20)));

        List<Boolean> accepted = IntStream.range(0, 30)
                .parallel()
                .mapToObj(i -> isAccepted(app.on(i % 2 == 0 ? crashing : surviving)))
                .toList();
        assertThat(accepted).filteredOn(in -> in).hasSize(20);
        long there = IntStream.range(0, 30)
                .filter(i -> i % 2 == 0 && accepted.get(i))
                .count();
        app.on(surviving).connect("protocol=7").closedWith(4004);
        app.on(crashing).connect("protocol=7").closedWith(4004);

        crashing.kill();

        withinLease().until(() -> isAccepted(app.on(surviving)));
        for (int i = 1; i < there; i++) {
            assertThat(isAccepted(app.on(surviving))).isTrue();
        }
        app.on(surviving).connect("protocol=7").closedWith(4004);
    }

    @Test
    void a_node_killed_while_it_releases_a_connection_leaves_no_subscriptions() {
        VaskNode crashing = SharedClusters.Stable.CLUSTER.start("edge", Map.of());
        Map<String, Object> quotas = new HashMap<>(Map.of("max_connections", 2));
        quotas.put("max_subscriptions_per_connection", null);
        TestApp app = backend.app(Map.of("quotas", quotas));
        PusherClient client = app.on(crashing).connect();
        IntStream.range(0, 450).forEach(i -> client.send("pusher:subscribe", Map.of("channel", "room-" + i)));
        app.on(surviving).connect().subscribe("room-449");
        Backend api = app.on(backend).backend();
        await().until(() -> api.get("/channels").json().path("channels").size() == 450);

        client.abort();
        crashing.kill();

        withinLease().until(() -> api.get("/channels").body().equals("{\"channels\":{\"room-449\":{}}}"));
        assertThat(subscriptions(api, "room-449")).isEqualTo(1);
        withinLease().until(() -> isAccepted(app.on(surviving)));
        app.on(surviving).connect("protocol=7").closedWith(4004);
    }

    @Test
    void short_connections_leave_no_state() {
        TestApp app = backend.app(Map.of("quotas", Map.of("max_connections", 100)));
        IntStream.range(0, 200).parallel().forEach(i -> {
            PusherClient client = app.on(surviving).connect("protocol=7");
            client.send("pusher:subscribe", Map.of("channel", "news"));
            client.abort();
        });

        Backend api = app.on(backend).backend();
        await().until(() -> api.get("/channels").body().equals("{\"channels\":{}}"));
        TestApp tight = app.change(Map.of("quotas", Map.of("max_connections", 1)));
        await().until(() -> isAccepted(tight.on(surviving)));
        tight.on(surviving).connect("protocol=7").closedWith(4004);
    }

    private static boolean isAccepted(TestApp app) {
        return app.connect("protocol=7").isAcceptedOrClosedWith(4004);
    }

    private static Set<String> memberIds(Backend api) {
        Set<String> ids = new TreeSet<>();
        for (JsonNode user :
                api.get("/channels/" + LOBBY + "/users").expect(200).json().path("users")) {
            assertThat(ids.add(user.path("id").textValue())).isTrue();
        }
        return ids;
    }

    private static int subscriptions(Backend api, String channel) {
        return api.get("/channels/" + channel, Map.of("info", "subscription_count"))
                .json()
                .path("subscription_count")
                .intValue();
    }

    /** Waits for at most the lease. */
    private static ConditionFactory withinLease() {
        return await().atMost(SharedClusters.LEASE)
                .pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO);
    }
}
