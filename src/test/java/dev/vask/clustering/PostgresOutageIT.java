package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Backend;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.Cluster;
import dev.vask.support.Json;
import dev.vask.support.PostgresProcess;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.TestApp;
import dev.vask.support.TestRedis;
import dev.vask.support.VaskNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster whose Postgres is unavailable for a while: cached apps continue to work, and other requests get 503. */
class PostgresOutageIT {

    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration PROPAGATION = Duration.ofSeconds(2);
    private static final byte[] NO_BODY = {};

    private static final PostgresProcess POSTGRES = new PostgresProcess();
    private static final Cluster CLUSTER = SharedClusters.create(TestRedis.url(), POSTGRES.database(), Map.of());
    private static final List<VaskNode> NODES = CLUSTER.start("edge", "all", "api");
    private static final List<VaskNode> EDGES = NODES.subList(0, 2);
    private static final List<VaskNode> APIS = NODES.subList(1, 3);
    private static final VaskNode ADMIN = NODES.getLast();

    private final TestApp cached = ADMIN.app();
    private final TestApp soonDisabled = ADMIN.app();

    @BeforeEach
    void cacheAppsOnAllNodes() {
        for (TestApp app : List.of(cached, soonDisabled)) {
            EDGES.forEach(edge -> app.on(edge).connect().close());
            APIS.forEach(api -> app.on(api).backend().get("/channels").expect(200));
        }
    }

    @AfterAll
    static void end() {
        CLUSTER.close();
        POSTGRES.close();
    }

    @Test
    void a_restart_of_postgres_is_survived() throws InterruptedException {
        survives(PostgresProcess::stop);
    }

    @Test
    void a_crash_and_recovery_of_postgres_is_survived() throws InterruptedException {
        survives(PostgresProcess::crash);
    }

    private void survives(Consumer<PostgresProcess> outage) throws InterruptedException {
        List<ChannelObserver> observers = EDGES.stream()
                .map(edge -> ChannelObserver.of(cached.on(edge), "news"))
                .toList();
        PusherClient connectedBefore = soonDisabled.on(EDGES.getFirst()).connect();
        ConcurrentLinkedQueue<String> published = new ConcurrentLinkedQueue<>();
        Backend publisher = cached.on(APIS.getFirst()).backend();

        try (BackgroundTasks tasks = new BackgroundTasks()) {
            tasks.repeat(number -> {
                publisher.publish("news", "news", Integer.toString(number));
                published.add(Integer.toString(number));
            });
            tasks.repeat(
                    number -> connectAndPublish(cached.on(EDGES.get(number % 2)), cached.on(APIS.get(number % 2))));
            tasks.repeat(number -> NODES.forEach(each -> each.health("live").expect(200)));
            outage.accept(POSTGRES);
            within(RECOVERY).until(() -> NODES.stream().allMatch(PostgresOutageIT::isNotReady));
            unknownAppsAndAdminRequestsAreUnavailable();

            POSTGRES.start();
            POSTGRES.database()
                    .execute("update apps set enabled = false where key = '%s'".formatted(soonDisabled.key()));

            within(RECOVERY).until(() -> NODES.stream().noneMatch(PostgresOutageIT::isNotReady));
            within(RECOVERY)
                    .untilAsserted(
                            () -> connectedBefore.closedWith(4003)); // a change without a notification is detected
            changesAreEffectiveOnAllNodes();
        }

        assertThat(published).hasSizeGreaterThan(20);
        List<String> all = new ArrayList<>(published);
        observers.forEach(observer ->
                assertThat(observer.catchUp(cached.backend()).news()).isEqualTo(all));
        assertThat(NODES).allSatisfy(each -> assertThat(each.log()).doesNotContain("\tat ", " ERROR [dev.vask"));
    }

    private static void connectAndPublish(TestApp edge, TestApp api) {
        PusherClient client = edge.connect().subscribe("other");
        api.backend().publish("other", "n", "hello");
        client.receives("n", "other", "hello");
        client.close();
    }

    private void unknownAppsAndAdminRequestsAreUnavailable() {
        for (VaskNode each : NODES) {
            assertThat(each.health("ready").body()).contains("\"live state\": true", "\"apps\": false");
        }
        for (VaskNode edge : EDGES) {
            edge.open("/app/unknown?protocol=7").closedWith(4100);
        }
        for (VaskNode api : APIS) {
            unavailable(api.request("GET", "/apps/unknown/channels", NO_BODY));
            unavailable(api.admin("GET", "/admin/v1/apps", NO_BODY));
            unavailable(api.admin("PUT", "/admin/v1/apps/" + cached.key(), enabled(false)));
            unavailable(api.admin("PUT", "/admin/v1/apps/new-app", enabled(true)));
            unavailable(api.admin("DELETE", "/admin/v1/apps/" + cached.key(), NO_BODY));
        }
    }

    private static void changesAreEffectiveOnAllNodes() {
        Response made = ADMIN.admin("POST", "/admin/v1/apps", enabled(true)).expect(201);
        String key = made.json().path("key").textValue();
        for (VaskNode edge : EDGES) {
            within(PROPAGATION).untilAsserted(() -> edge.open("/app/%s?protocol=7".formatted(key))
                    .established()
                    .close());
        }
        List<PusherClient> clients = EDGES.stream()
                .map(edge -> edge.open("/app/%s?protocol=7".formatted(key)).established())
                .toList();

        ADMIN.admin("DELETE", "/admin/v1/apps/" + key, NO_BODY).expect(204);

        within(PROPAGATION).untilAsserted(() -> clients.forEach(client -> client.closedWith(4001)));
        EDGES.forEach(edge -> edge.open("/app/%s?protocol=7".formatted(key)).closedWith(4001));
        APIS.forEach(api ->
                api.request("GET", "/apps/%s/channels".formatted(key), NO_BODY).expect(404));
    }

    private static byte[] enabled(boolean enabled) {
        return Json.of(Map.of("enabled", enabled)).getBytes(StandardCharsets.UTF_8);
    }

    private static void unavailable(Response response) {
        assertThat(response.expect(503)
                        .headers()
                        .firstValueAsLong("Retry-After")
                        .orElse(0))
                .isBetween(1L, 10L);
        assertThat(response.json().path("error").asText()).contains("the app database cannot be reached");
    }

    private static boolean isNotReady(VaskNode node) {
        return node.health("ready").status() == 503;
    }

    private static ConditionFactory within(Duration time) {
        return await().atMost(time).pollInterval(Duration.ofMillis(50)).pollDelay(Duration.ZERO);
    }
}
