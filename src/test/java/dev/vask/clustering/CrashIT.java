package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.VaskNode;
import dev.vask.support.PusherClient;
import dev.vask.support.TestApp;
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

/** Instances that die, or stand still for so long that the others take them for dead. */
class CrashIT {

    private static final String LOBBY = "presence-lobby";

    private final VaskNode survivor = Service.Steady.ALL;
    private final VaskNode backend = Service.Steady.API;

    @Test
    void within_the_lease_nothing_is_left_of_what_a_killed_instance_held() throws InterruptedException {
        VaskNode doomed = Service.Steady.CLUSTER.start("edge", Map.of());
        TestApp app = backend.app(Map.of("subscription_counts", true));
        List<Follower> lost = IntStream.range(0, 8)
                .mapToObj(i -> Follower.joining(app.on(doomed), LOBBY, "lost-" + i))
                .toList();
        Follower.joining(app.on(doomed), LOBBY, "both");
        app.on(doomed).connect().signIn("{\"id\":\"ada\"}");
        app.on(doomed).connect().subscribe("news");
        app.on(doomed).connect().subscribe("only-there");
        List<Follower> left = new ArrayList<>();
        IntStream.range(0, 4).forEach(i -> left.add(Follower.joining(app.on(survivor), LOBBY, "left-" + i)));
        left.add(Follower.joining(app.on(survivor), LOBBY, "both"));
        PusherClient watcher = app.on(survivor).connect().signIn("{\"id\":\"bob\",\"watchlist\":[\"ada\"]}");
        watcher.receives(
                "pusher_internal:watchlist_events",
                null,
                "{\"events\":[{\"name\":\"online\",\"user_ids\":[\"ada\"]}]}");
        Follower counter = Follower.of(app.on(survivor), "news");
        Load load = Load.on(app.on(backend), List.of(app.on(doomed), app.on(survivor)), LOBBY);

        doomed.kill();
        load.stop();

        Backend api = app.on(backend).backend();
        Set<String> expected = Set.of("left-0", "left-1", "left-2", "left-3", "both");
        soon().untilAsserted(() -> {
            assertThat(users(api)).isEqualTo(expected);
            assertThat(users(app.on(survivor).backend())).isEqualTo(expected);
            assertThat(api.get("/channels").json().path("channels").properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder(LOBBY, "news");
            assertThat(subscriptions(api, "news")).isEqualTo(1);
            left.forEach(follower -> assertThat(follower.catchUp(api).roster()).isEqualTo(expected));
        });
        watcher.receives(
                "pusher_internal:watchlist_events",
                null,
                "{\"events\":[{\"name\":\"offline\",\"user_ids\":[\"ada\"]}]}");
        watcher.receivesNothingMore();
        assertThat(counter.catchUp(api).others()).last().asString().contains("{\\\"subscription_count\\\":1}");
        assertThat(lost).hasSize(8);
    }

    @Test
    void an_instance_that_stood_still_past_its_lease_sends_its_sockets_away_and_comes_back()
            throws InterruptedException {
        VaskNode paused = Service.Steady.CLUSTER.start("all", Map.of());
        TestApp app = backend.app();
        Follower there = Follower.joining(app.on(paused), LOBBY, "there");
        Follower here = Follower.joining(app.on(survivor), LOBBY, "here");
        Backend api = app.on(backend).backend();
        there.catchUp(api);

        paused.pause();
        soon().untilAsserted(() -> assertThat(users(api)).isEqualTo(Set.of("here")));
        assertThat(here.catchUp(api).roster()).containsExactly("here");
        api.publish(LOBBY, "news", "nobody is to hear this late");
        paused.resume();

        there.isClosedWith(4200);
        assertThat(there.news()).isEmpty();
        soon().until(() -> paused.health("ready").status() == 200);
        Follower back = Follower.joining(app.on(paused), LOBBY, "there");
        assertThat(back.roster()).containsExactlyInAnyOrder("here", "there");
        assertThat(here.catchUp(api).roster()).containsExactly("here", "there");
        assertThat(users(app.on(paused).backend())).isEqualTo(Set.of("here", "there"));
        api.publish(LOBBY, "news", "on time");
        assertThat(back.catchUp(api).news()).containsExactly("on time");
        paused.kill();
    }

    @Test
    void an_instance_that_stood_still_for_less_goes_on_as_if_nothing_was() throws InterruptedException {
        VaskNode paused = Service.Steady.CLUSTER.start("all", Map.of());
        TestApp app = backend.app();
        Follower there = Follower.joining(app.on(paused), LOBBY, "there");
        Backend api = app.on(backend).backend();

        paused.pause();
        IntStream.range(0, 20).forEach(i -> api.publish(LOBBY, "news", Integer.toString(i)));
        paused.resume();

        assertThat(there.catchUp(api).news())
                .isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        paused.kill();
        soon().untilAsserted(() -> assertThat(users(api)).isEmpty());
    }

    @Test
    void the_quota_of_connections_is_exact_over_instances_and_freed_by_a_crash() {
        VaskNode doomed = Service.Steady.CLUSTER.start("edge", Map.of());
        TestApp app = backend.app(Map.of("quotas", Map.of("max_connections", 20)));

        List<Boolean> letIn = IntStream.range(0, 30)
                .parallel()
                .mapToObj(i -> isLetIn(app.on(i % 2 == 0 ? doomed : survivor)))
                .toList();
        assertThat(letIn).filteredOn(in -> in).hasSize(20);
        long there =
                IntStream.range(0, 30).filter(i -> i % 2 == 0 && letIn.get(i)).count();
        app.on(survivor).connect("protocol=7").closedWith(4004);
        app.on(doomed).connect("protocol=7").closedWith(4004);

        doomed.kill();

        soon().until(() -> isLetIn(app.on(survivor)));
        for (int i = 1; i < there; i++) {
            assertThat(isLetIn(app.on(survivor))).isTrue();
        }
        app.on(survivor).connect("protocol=7").closedWith(4004);
    }

    @Test
    void an_instance_that_is_killed_while_it_gives_up_a_connection_with_many_channels_leaves_nothing() {
        VaskNode doomed = Service.Steady.CLUSTER.start("edge", Map.of());
        Map<String, Object> quotas = new HashMap<>(Map.of("max_connections", 2));
        quotas.put("max_subscriptions_per_connection", null);
        TestApp app = backend.app(Map.of("quotas", quotas));
        PusherClient client = app.on(doomed).connect();
        IntStream.range(0, 450).forEach(i -> client.send("pusher:subscribe", Map.of("channel", "room-" + i)));
        app.on(survivor).connect().subscribe("room-449");
        Backend api = app.on(backend).backend();
        await().until(() -> api.get("/channels").json().path("channels").size() == 450);

        client.abort();
        doomed.kill();

        soon().until(() -> api.get("/channels").body().equals("{\"channels\":{\"room-449\":{}}}"));
        assertThat(subscriptions(api, "room-449")).isEqualTo(1);
        soon().until(() -> isLetIn(app.on(survivor)));
        app.on(survivor).connect("protocol=7").closedWith(4004);
    }

    @Test
    void connections_that_come_and_go_in_haste_leave_nothing() {
        TestApp app = backend.app(Map.of("quotas", Map.of("max_connections", 100)));
        IntStream.range(0, 200).parallel().forEach(i -> {
            PusherClient client = app.on(survivor).connect("protocol=7");
            client.send("pusher:subscribe", Map.of("channel", "news"));
            client.abort();
        });

        Backend api = app.on(backend).backend();
        await().until(() -> api.get("/channels").body().equals("{\"channels\":{}}"));
        TestApp tight = app.change(Map.of("quotas", Map.of("max_connections", 1)));
        await().until(() -> isLetIn(tight.on(survivor)));
        tight.on(survivor).connect("protocol=7").closedWith(4004);
    }

    private static boolean isLetIn(TestApp app) {
        return app.connect("protocol=7").isAcceptedOrClosedWith(4004);
    }

    private static Set<String> users(Backend api) {
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

    /** Within the lease, as the service promises. */
    private static ConditionFactory soon() {
        return await().atMost(Service.LEASE).pollInterval(Duration.ofMillis(50)).pollDelay(Duration.ZERO);
    }
}
