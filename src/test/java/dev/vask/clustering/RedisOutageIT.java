package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.PusherClient;
import dev.vask.support.RedisProcess;
import dev.vask.support.Response;
import dev.vask.support.TestApp;
import dev.vask.support.VaskNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** A cluster whose Redis is stopped or paused, and returns with or without its data. */
class RedisOutageIT {

    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final String LOBBY = "presence-lobby";

    private final List<VaskNode> nodes = SharedClusters.Unreliable.NODES;
    private final VaskNode edge = SharedClusters.Unreliable.EDGE;
    private final VaskNode allRoles = SharedClusters.Unreliable.ALL;
    private final RedisProcess redis = SharedClusters.Unreliable.REDIS;
    private final TestApp app =
            SharedClusters.Unreliable.API.app(Map.of("client_events", true, "quotas", Map.of("max_connections", 10)));
    private final Backend backend = app.backend();

    @Test
    void a_restart_of_redis_with_its_data_is_survived() {
        survives(redis::kill, redis::restart);

        assertThat(backend.get("/channels/cache-x", Map.of("info", "cache"))
                        .json()
                        .path("cache")
                        .path("data")
                        .asText())
                .isEqualTo("kept");
    }

    @Test
    void a_restart_of_redis_without_data_is_survived() {
        survives(redis::kill, redis::restartEmpty);

        assertThat(backend.get("/channels/cache-x", Map.of("info", "cache"))
                        .json()
                        .path("cache")
                        .isNull())
                .isTrue();
    }

    @Test
    void a_pause_of_redis_beyond_the_lease_is_survived() {
        survives(
                () -> {
                    redis.pause();
                    await("all nodes detect the outage")
                            .until(() -> nodes.stream().allMatch(RedisOutageIT::isNotReady));
                    sleep(SharedClusters.LEASE);
                },
                redis::resume);
    }

    /**
     * During the outage, clients stay connected, and operations that need Redis fail with 503 or 4100. Afterwards the live state is
     * restored from the connections.
     */
    private void survives(Runnable outage, Runnable recovery) {
        await().until(() ->
                nodes.stream().noneMatch(RedisOutageIT::isNotReady)); // a busy machine can disconnect a node
        List<ChannelObserver> observers = new ArrayList<>(List.of(
                ChannelObserver.joining(app.on(edge), LOBBY, "ada"),
                ChannelObserver.joining(app.on(allRoles), LOBBY, "bob"),
                ChannelObserver.joining(app.on(edge), LOBBY, "carol"),
                ChannelObserver.joining(app.on(allRoles), LOBBY, "dora"),
                ChannelObserver.joining(app.on(allRoles), LOBBY, "ada")));
        PusherClient watcher = app.on(edge).connect().signIn("{\"id\":\"eve\",\"watchlist\":[\"fay\",\"gil\"]}");
        watcher.next();
        PusherClient leaving = app.on(allRoles).connect().signIn("{\"id\":\"fay\"}");
        PusherClient staying =
                app.on(allRoles).connect().signIn("{\"id\":\"gil\"}").subscribe("news");
        watcher.next();
        watcher.next();
        backend.publish("cache-x", "n", "kept");
        observers.forEach(observer -> observer.catchUp(backend));

        outage.run();

        await().until(() -> nodes.stream().allMatch(RedisOutageIT::isNotReady));
        nodes.forEach(each -> assertThat(each.health("live").status()).isEqualTo(200));
        assertThat(edge.health("ready").body()).contains("\"live state\": false", "\"apps\": true");
        isUnavailable(backend.post("/events", "{\"name\":\"n\",\"channel\":\"news\",\"data\":\"\"}"));
        isUnavailable(backend.get("/channels"));
        isUnavailable(app.on(allRoles).backend().get("/channels/" + LOBBY + "/users"));
        app.on(edge).connect("protocol=7").closedWith(4100);
        staying.send("pusher:subscribe", Map.of("channel", "weather")).receivesError(4100);
        staying.sendSignIn("{\"id\":\"gil\"}").receivesError(4100);
        staying.awaitProcessed();
        observers.removeFirst().client.close();
        observers.remove(1).client.abort();
        leaving.close();

        recovery.run();

        withinRecovery().until(() -> nodes.stream().noneMatch(RedisOutageIT::isNotReady));
        Set<String> present = Set.of("ada", "bob", "dora");
        withinRecovery().untilAsserted(() -> assertThat(memberIds()).isEqualTo(present));
        observers.forEach(observer -> withinRecovery()
                .untilAsserted(
                        () -> assertThat(observer.catchUp(backend).members()).isEqualTo(present)));
        watcher.receives(
                "pusher_internal:watchlist_events",
                null,
                "{\"events\":[{\"name\":\"offline\",\"user_ids\":[\"fay\"]}]}");
        watcher.receivesNothingMore();
        assertThat(names(backend.get("/channels"))).containsExactlyInAnyOrder(LOBBY, "news");
        backend.publish("news", "n", "again");
        staying.receives("n", "news", "again");
        backend.publishToUser("gil", "n", "you are still signed in");
        staying.receives("n", "#server-to-user-gil", "you are still signed in");
        IntStream.range(5, 10).forEach(i -> app.on(i % 2 == 0 ? edge : allRoles).connect());
        app.on(edge).connect("protocol=7").closedWith(4004);
        assertThat(nodes).allSatisfy(each -> assertThat(each.log()).doesNotContain("\tat "));
    }

    private static void isUnavailable(Response response) {
        response.expect(503);
        assertThat(response.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 10L);
        assertThat(response.json().path("error").asText()).isNotBlank();
    }

    private Set<String> memberIds() {
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

    private static boolean isNotReady(VaskNode node) {
        return node.health("ready").status() == 503;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConditionFactory withinRecovery() {
        return await().atMost(RECOVERY).pollInterval(Duration.ofMillis(50)).pollDelay(Duration.ZERO);
    }
}
