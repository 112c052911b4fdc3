package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Cluster;
import dev.vask.support.Http;
import dev.vask.support.PusherClient;
import dev.vask.support.RedisProcess;
import dev.vask.support.Response;
import dev.vask.support.TcpProxy;
import dev.vask.support.TestApp;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import dev.vask.support.VaskNode;
import dev.vask.support.WebhookEndpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The role function: it serves the HTTP API, is no node of the cluster, and may be frozen between requests for any time. */
class FunctionRoleIT {

    private static final String PREFIX = "functions";
    private static final String TOKEN = "a-token-of-a-scheduler-in-tests";
    private static final Pattern ROUND_TRIPS = Pattern.compile("(?m)^vask_redis_latency_seconds_count (\\S+)$");

    private final RedisProcess redis = RedisProcess.startPersistent();
    private final TestDatabase database = TestPostgres.database();
    private final TcpProxy toRedis = TcpProxy.to(redis.port());
    private final TcpProxy toPostgres = TcpProxy.to(database.port());
    private final WebhookEndpoint backend = new WebhookEndpoint();
    private final Cluster cluster = SharedClusters.create(
            redis.url(),
            database,
            Map.of(
                    "vask.cluster.prefix",
                    PREFIX,
                    "vask.webhooks.allow-private-targets",
                    "true",
                    "vask.webhooks.grace",
                    "100ms"));
    private final VaskNode edge =
            cluster.start("edge", Map.of("vask.webhooks.deliver", "false")); // migrates the schema
    private final VaskNode function = cluster.start("function", settings());

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "vask.redis.url",
                "redis://127.0.0.1:" + toRedis.port(),
                "vask.database.url",
                "postgresql://127.0.0.1:%d/%s".formatted(toPostgres.port(), database.name()),
                "vask.function.tick-token",
                TOKEN,
                "vask.function.tick-budget",
                "3s",
                "quarkus.redis.tcp.idle-timeout",
                "1s",
                "quarkus.datasource.reactive.idle-timeout",
                "1s"));
        return settings;
    }

    @AfterEach
    void end() {
        cluster.close();
        backend.close();
        toRedis.close();
        toPostgres.close();
        redis.close();
    }

    @Test
    void it_publishes_to_the_connections_of_nodes_without_being_one_and_without_listening() {
        TestApp app = function.app();
        PusherClient client = app.on(edge).connect().subscribe("room");

        app.backend().publish("room", "n", "first");
        client.receives("n", "room", "first");

        assertThat(redis.command("ZCARD", PREFIX + ":{nodes}:leases").strip()).startsWith(":1\r");
        assertThat(database.query("select count(*) from pg_stat_activity where application_name = 'vask listens'"
                        + " and datname = current_database()"))
                .isEqualTo("1");
        assertThat(function.request("GET", "/app/" + app.key(), new byte[0]).status())
                .isEqualTo(404);
    }

    @Test
    void a_publish_needs_one_round_trip_to_redis() {
        TestApp app = function.app();
        app.backend().publish("room", "n", "connects, and stores the usage");
        double before = roundTrips();

        for (int i = 0; i < 10; i++) {
            app.backend().publish("room", "n", "data");
        }

        assertThat(roundTrips() - before).isEqualTo(10);
    }

    private double roundTrips() {
        String metrics = Http.request("GET", function.management().resolve("/q/metrics"), new byte[0])
                .body();
        Matcher count = ROUND_TRIPS.matcher(metrics);
        assertThat(count.find()).as(metrics).isTrue();
        return Double.parseDouble(count.group(1));
    }

    @Test
    void the_first_request_after_a_freeze_works_however_its_connections_were_lost() throws InterruptedException {
        TestApp app = function.app();
        PusherClient client = app.on(edge).connect().subscribe("room");
        app.backend().publish("room", "n", "before");
        client.receives("n", "room", "before");

        freeze(() -> {});
        app.backend().publish("room", "n", "after nothing was lost");
        client.receives("n", "room", "after nothing was lost");

        freeze(() -> {
            toRedis.closeConnections();
            toPostgres.closeConnections();
        });
        app.backend().publish("room", "n", "after connections were closed");
        client.receives("n", "room", "after connections were closed");

        freeze(() -> {
            toRedis.dropRequests();
            toPostgres.dropRequests();
        });
        app.backend().publish("room", "n", "after connections died without notice");
        client.receives("n", "room", "after connections died without notice");

        freeze(() -> {
            redis.kill();
            redis.restart();
        });
        app.backend().publish("room", "n", "after Redis was restarted");
        client.receives("n", "room", "after Redis was restarted");
        client.receivesNothingMore();
        assertThat(function.log()).doesNotContain("ERROR");
    }

    /** Stops the process for longer than its idle timeouts, and than the time after which connections are checked. */
    private void freeze(Runnable meanwhile) throws InterruptedException {
        function.pause();
        meanwhile.run();
        Thread.sleep(Duration.ofMillis(3_500)); // what is tested is that time passes
        function.resume();
    }

    @Test
    void probes_connect_it_again_after_both_stores_were_away() {
        TestApp app = function.app();
        toRedis.refuseConnections();
        toPostgres.refuseConnections();
        assertThat(publish(app).status()).isEqualTo(503);
        assertThat(function.request("GET", "/apps/no-such-app/channels", new byte[0])
                        .status())
                .isEqualTo(503);
        assertThat(function.health("ready").status()).isEqualTo(503);

        toRedis.acceptConnections();
        toPostgres.acceptConnections();

        await().untilAsserted(() ->
                assertThat(function.health("ready").status()).as(function.log()).isEqualTo(200));
    }

    @Test
    void changes_of_an_app_are_effective_after_two_seconds_also_those_by_sql() {
        TestApp app = function.app();
        app.backend().publish("room", "n", "data");

        database.execute("update apps set enabled = false where key = '%s'".formatted(app.key()));

        await().untilAsserted(() -> assertThat(publish(app).status()).isEqualTo(403));
        database.execute("update apps set enabled = true where key = '%s'".formatted(app.key()));
        await().untilAsserted(() -> assertThat(publish(app).status()).isEqualTo(200));
    }

    private static Response publish(TestApp app) {
        return app.backend().post("/events", "{\"name\":\"n\",\"channel\":\"room\",\"data\":\"d\"}");
    }

    @Test
    void what_nodes_store_with_timers_is_stored_before_the_response() {
        TestApp app = function.app(Map.of("quotas", Map.of("max_event_bytes", 10)));

        publish(app).expect(200);
        assertThat(database.query("select sum(events) from app_events where app_key = '%s'".formatted(app.key())))
                .isEqualTo("1");
        assertThat(database.query(
                        "select count(last_used_on) from app_secrets where app_key = '%s'".formatted(app.key())))
                .isEqualTo("1");

        app.backend()
                .post("/events", "{\"name\":\"n\",\"channel\":\"room\",\"data\":\"more than ten bytes\"}")
                .expect(413);
        assertThat(function.admin("GET", "/admin/v1/apps/%s/usage".formatted(app.key()), new byte[0])
                        .json()
                        .toString())
                .contains("\"max_event_bytes\":1");
    }

    @Test
    void the_tick_delivers_what_is_due_and_needs_its_token() {
        TestApp app = function.app(Map.of("webhook", Map.of("url", backend.url())));
        app.on(edge).connect().join("presence-1", "ada").close();

        assertThat(tick("deliver-webhooks", "a-wrong-token-of-a-scheduler").status())
                .isEqualTo(401);
        assertThat(tick("no-such-tick", TOKEN).status()).isEqualTo(404);
        assertThat(backend.events()).isEmpty();
        await().untilAsserted(() -> {
            tick("deliver-webhooks", TOKEN).expect(200);
            assertThat(backend.events()).hasSize(4).doesNotHaveDuplicates();
        });
        assertThat(function.request("POST", "/apps/%s/events".formatted(app.key()), new byte[0])
                        .status())
                .isEqualTo(401);
    }

    @Test
    void the_maintenance_releases_a_node_that_crashed_when_no_other_one_runs() {
        TestApp app = function.app();
        app.on(edge).connect().join("presence-1", "ada");
        assertThat(app.backend().get("/channels").body()).contains("presence-1");

        edge.kill();

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            tick("maintain", TOKEN).expect(200);
            assertThat(app.backend().get("/channels").body()).doesNotContain("presence-1");
        });
    }

    private Response tick(String name, String token) {
        return Http.request(
                "POST", function.api().resolve("/functions/" + name), new byte[0], "Authorization", "Bearer " + token);
    }
}
