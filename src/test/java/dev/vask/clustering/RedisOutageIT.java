package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.VaskNode;
import dev.vask.support.PusherClient;
import dev.vask.support.RedisProcess;
import dev.vask.support.Response;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** A service whose Redis goes away, or stands still, and comes back with or without what it knew. */
class RedisOutageIT {

    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final String LOBBY = "presence-lobby";

    private final List<VaskNode> instances = Service.Shaky.INSTANCES;
    private final VaskNode edge = Service.Shaky.EDGE;
    private final VaskNode both = Service.Shaky.ALL;
    private final RedisProcess redis = Service.Shaky.REDIS;
    private final TestApp app =
            Service.Shaky.API.app(Map.of("client_events", true, "quotas", Map.of("max_connections", 10)));
    private final Backend backend = app.backend();

    @Test
    void a_redis_that_is_stopped_and_started_with_all_it_knew() {
        outlives(redis::kill, redis::restart);

        assertThat(backend.get("/channels/cache-x", Map.of("info", "cache"))
                        .json()
                        .path("cache")
                        .path("data")
                        .asText())
                .isEqualTo("kept");
    }

    @Test
    void a_redis_that_is_stopped_and_started_with_nothing() {
        outlives(redis::kill, redis::restartEmpty);

        assertThat(backend.get("/channels/cache-x", Map.of("info", "cache"))
                        .json()
                        .path("cache")
                        .isNull())
                .isTrue();
    }

    @Test
    void a_redis_that_stands_still_for_longer_than_a_lease_and_goes_on() {
        outlives(
                () -> {
                    redis.pause();
                    await("all notice").until(() -> instances.stream().allMatch(RedisOutageIT::isNotReady));
                    sleep(Service.LEASE);
                },
                redis::resume);
    }

    /** Clients stay connected, what needs Redis is refused clearly, and soon after it is back all is as the clients say. */
    private void outlives(Runnable goesAway, Runnable comesBack) {
        List<Follower> followers = new ArrayList<>(List.of(
                Follower.joining(app.on(edge), LOBBY, "ada"),
                Follower.joining(app.on(both), LOBBY, "bob"),
                Follower.joining(app.on(edge), LOBBY, "carol"),
                Follower.joining(app.on(both), LOBBY, "dora"),
                Follower.joining(app.on(both), LOBBY, "ada")));
        PusherClient watcher = app.on(edge).connect().signIn("{\"id\":\"eve\",\"watchlist\":[\"fay\",\"gil\"]}");
        watcher.next();
        PusherClient leaver = app.on(both).connect().signIn("{\"id\":\"fay\"}");
        PusherClient stayer = app.on(both).connect().signIn("{\"id\":\"gil\"}").subscribe("news");
        watcher.next();
        watcher.next();
        backend.publish("cache-x", "n", "kept");
        followers.forEach(follower -> follower.catchUp(backend));

        goesAway.run();

        await().until(() -> instances.stream().allMatch(RedisOutageIT::isNotReady));
        instances.forEach(each -> assertThat(each.health("live").status()).isEqualTo(200));
        assertThat(edge.health("ready").body()).contains("\"live state\": false", "\"apps\": true");
        refuses(backend.post("/events", "{\"name\":\"n\",\"channel\":\"news\",\"data\":\"\"}"));
        refuses(backend.get("/channels"));
        refuses(app.on(both).backend().get("/channels/" + LOBBY + "/users"));
        app.on(edge).connect("protocol=7").closedWith(4100);
        stayer.send("pusher:subscribe", Map.of("channel", "weather")).receivesError(4100);
        stayer.sendSignIn("{\"id\":\"gil\"}").receivesError(4100);
        stayer.awaitProcessed();
        followers.removeFirst().client.close();
        followers.remove(1).client.abort();
        leaver.close();

        comesBack.run();

        soon().until(() -> instances.stream().noneMatch(RedisOutageIT::isNotReady));
        Set<String> present = Set.of("ada", "bob", "dora");
        soon().untilAsserted(() -> assertThat(users()).isEqualTo(present));
        followers.forEach(follower -> soon().untilAsserted(
                        () -> assertThat(follower.catchUp(backend).roster()).isEqualTo(present)));
        watcher.receives(
                "pusher_internal:watchlist_events",
                null,
                "{\"events\":[{\"name\":\"offline\",\"user_ids\":[\"fay\"]}]}");
        watcher.receivesNothingMore();
        assertThat(names(backend.get("/channels"))).containsExactlyInAnyOrder(LOBBY, "news");
        backend.publish("news", "n", "again");
        stayer.receives("n", "news", "again");
        backend.publishToUser("gil", "n", "you are still signed in");
        stayer.receives("n", "#server-to-user-gil", "you are still signed in");
        IntStream.range(5, 10).forEach(i -> app.on(i % 2 == 0 ? edge : both).connect());
        app.on(edge).connect("protocol=7").closedWith(4004);
        assertThat(instances).allSatisfy(each -> assertThat(each.log()).doesNotContain("\tat "));
    }

    private static void refuses(Response answer) {
        answer.expect(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 10L);
        assertThat(answer.json().path("error").asText()).isNotBlank();
    }

    private Set<String> users() {
        Set<String> ids = new TreeSet<>();
        for (JsonNode user :
                backend.get("/channels/" + LOBBY + "/users").expect(200).json().path("users")) {
            ids.add(user.path("id").textValue());
        }
        return ids;
    }

    private static List<String> names(Response channels) {
        return channels.json().path("channels").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isNotReady(VaskNode instance) {
        return instance.health("ready").status() == 503;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(RECOVERY).pollInterval(Duration.ofMillis(50)).pollDelay(Duration.ZERO);
    }
}
