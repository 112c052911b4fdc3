package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Backend;
import dev.vask.support.Cluster;
import dev.vask.support.VaskNode;
import dev.vask.support.Json;
import dev.vask.support.BackgroundTasks;
import dev.vask.support.PostgresProcess;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.TestApp;
import dev.vask.support.TestRedis;
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

/** A service whose Postgres goes away and comes back: whoever is known goes on, and nobody else is told anything wrong. */
class PostgresOutageIT {

    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration LIVE = Duration.ofSeconds(2);
    private static final byte[] NOTHING = {};

    private static final PostgresProcess POSTGRES = new PostgresProcess();
    private static final Cluster CLUSTER = Service.on(TestRedis.url(), POSTGRES.database(), Map.of());
    private static final List<VaskNode> INSTANCES = CLUSTER.start("edge", "all", "api");
    private static final List<VaskNode> EDGES = INSTANCES.subList(0, 2);
    private static final List<VaskNode> APIS = INSTANCES.subList(1, 3);
    private static final VaskNode ADMIN = INSTANCES.getLast();

    private final TestApp known = ADMIN.app();
    private final TestApp soonDisabled = ADMIN.app();

    @BeforeEach
    void everyInstanceKnowsThem() {
        for (TestApp app : List.of(known, soonDisabled)) {
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
    void a_postgres_that_is_stopped_and_started() throws InterruptedException {
        outlives(PostgresProcess::stop);
    }

    @Test
    void a_postgres_that_dies_and_has_to_mend_its_data_first() throws InterruptedException {
        outlives(PostgresProcess::crash);
    }

    private void outlives(Consumer<PostgresProcess> goesAway) throws InterruptedException {
        List<Follower> followers =
                EDGES.stream().map(edge -> Follower.of(known.on(edge), "news")).toList();
        PusherClient oblivious = soonDisabled.on(EDGES.getFirst()).connect();
        ConcurrentLinkedQueue<String> published = new ConcurrentLinkedQueue<>();
        Backend publisher = known.on(APIS.getFirst()).backend();

        try (BackgroundTasks meanwhile = new BackgroundTasks()) {
            meanwhile.repeat(number -> {
                publisher.publish("news", "news", Integer.toString(number));
                published.add(Integer.toString(number));
            });
            meanwhile.repeat(number -> comesAndGoes(known.on(EDGES.get(number % 2)), known.on(APIS.get(number % 2))));
            meanwhile.repeat(
                    number -> INSTANCES.forEach(each -> each.health("live").expect(200)));
            goesAway.accept(POSTGRES);
            within(RECOVERY).until(() -> INSTANCES.stream().allMatch(PostgresOutageIT::isNotReady));
            strangersAndOperatorsAreToldToComeBack();

            POSTGRES.start();
            POSTGRES.database()
                    .execute("update apps set enabled = false where key = '%s'".formatted(soonDisabled.key()));

            within(RECOVERY).until(() -> INSTANCES.stream().noneMatch(PostgresOutageIT::isNotReady));
            within(RECOVERY)
                    .untilAsserted(() -> oblivious.closedWith(4003)); // nobody heard of it, and yet it is noticed
            changesAreLiveEverywhere();
        }

        assertThat(published).hasSizeGreaterThan(20);
        List<String> all = new ArrayList<>(published);
        followers.forEach(
                follower -> assertThat(follower.catchUp(known.backend()).news()).isEqualTo(all));
        assertThat(INSTANCES).allSatisfy(each -> assertThat(each.log()).doesNotContain("\tat ", " ERROR [dev.vask"));
    }

    private static void comesAndGoes(TestApp edge, TestApp api) {
        PusherClient client = edge.connect().subscribe("passage");
        api.backend().publish("passage", "n", "hello");
        client.receives("n", "passage", "hello");
        client.close();
    }

    private void strangersAndOperatorsAreToldToComeBack() {
        for (VaskNode each : INSTANCES) {
            assertThat(each.health("ready").body()).contains("\"live state\": true", "\"apps\": false");
        }
        for (VaskNode edge : EDGES) {
            edge.open("/app/stranger?protocol=7").closedWith(4100);
        }
        for (VaskNode api : APIS) {
            unavailable(api.request("GET", "/apps/stranger/channels", NOTHING));
            unavailable(api.admin("GET", "/admin/v1/apps", NOTHING));
            unavailable(api.admin("PUT", "/admin/v1/apps/" + known.key(), enabled(false)));
            unavailable(api.admin("PUT", "/admin/v1/apps/newcomer", enabled(true)));
            unavailable(api.admin("DELETE", "/admin/v1/apps/" + known.key(), NOTHING));
        }
    }

    private static void changesAreLiveEverywhere() {
        Response made = ADMIN.admin("POST", "/admin/v1/apps", enabled(true)).expect(201);
        String key = made.json().path("key").textValue();
        for (VaskNode edge : EDGES) {
            within(LIVE).untilAsserted(() -> edge.open("/app/%s?protocol=7".formatted(key))
                    .established()
                    .close());
        }
        List<PusherClient> clients = EDGES.stream()
                .map(edge -> edge.open("/app/%s?protocol=7".formatted(key)).established())
                .toList();

        ADMIN.admin("DELETE", "/admin/v1/apps/" + key, NOTHING).expect(204);

        within(LIVE).untilAsserted(() -> clients.forEach(client -> client.closedWith(4001)));
        EDGES.forEach(edge -> edge.open("/app/%s?protocol=7".formatted(key)).closedWith(4001));
        APIS.forEach(api ->
                api.request("GET", "/apps/%s/channels".formatted(key), NOTHING).expect(404));
    }

    private static byte[] enabled(boolean enabled) {
        return Json.of(Map.of("enabled", enabled)).getBytes(StandardCharsets.UTF_8);
    }

    private static void unavailable(Response answer) {
        assertThat(answer.expect(503).headers().firstValueAsLong("Retry-After").orElse(0))
                .isBetween(1L, 10L);
        assertThat(answer.json().path("error").asText()).contains("the app database cannot be reached");
    }

    private static boolean isNotReady(VaskNode instance) {
        return instance.health("ready").status() == 503;
    }

    private static ConditionFactory within(Duration time) {
        return await().atMost(time).pollInterval(Duration.ofMillis(50)).pollDelay(Duration.ZERO);
    }
}
