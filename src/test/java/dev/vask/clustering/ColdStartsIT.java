package dev.vask.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Cluster;
import dev.vask.support.Json;
import dev.vask.support.PostgresProcess;
import dev.vask.support.PusherClient;
import dev.vask.support.RedisProcess;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.TestDatabase;
import dev.vask.support.VaskNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions that start at the same time: no instance has more connections than documented, and the database needs no more than that. */
@Timeout(600) // they share the processors of the machine
class ColdStartsIT {

    private static final int FUNCTIONS = 20;
    private static final int CONNECTIONS_TO_POSTGRES = 2;
    private static final int CONNECTIONS_TO_REDIS = 1;

    /** The node's pool of two connections and its listening one, and two of the test. */
    private static final int OTHER_CONNECTIONS = 5;

    /** The first requests of an instance, which arrive at the same time and load an app each. */
    private static final int APPS = 4;

    private final RedisProcess redis = RedisProcess.start();
    private final PostgresProcess postgres = new PostgresProcess(Map.of(
            "max_connections",
            Integer.toString(FUNCTIONS * CONNECTIONS_TO_POSTGRES + OTHER_CONNECTIONS),
            "superuser_reserved_connections",
            "0"));
    private final TestDatabase database = postgres.database();
    private final Cluster cluster = SharedClusters.create(
            redis.url(),
            database,
            Map.of("vask.cluster.prefix", "cold", "vask.database.timeout", "30s", Server.HEAP, "96m"));

    @AfterEach
    void end() {
        cluster.close();
        postgres.close();
        redis.close();
    }

    @Test
    void twenty_functions_that_start_at_once_publish_within_their_bounds_of_connections() throws Exception {
        VaskNode node =
                cluster.start("all", Map.of("vask.database.connections", "2", "vask.edge.activity-timeout", "600s"));
        database.execute("create role functions");
        database.execute("grant select, insert, update, delete on all tables in schema public to functions");
        database.execute("grant usage on all sequences in schema public to functions");
        IntStream.range(0, FUNCTIONS).forEach(i -> {
            database.execute("create role %s login password '%1$s' in role functions".formatted(user(i)));
            redis.command("ACL", "SETUSER", user(i), "on", ">" + user(i), "~*", "&*", "+@all");
        });
        List<TestApp> first = apps(node);
        List<TestApp> second = apps(node);
        List<PusherClient> clients = Stream.concat(first.stream(), second.stream())
                .map(app -> app.connect().subscribe("room"))
                .toList();

        ConnectionSampler sampler = new ConnectionSampler(database, redis, "f[0-9]+");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<VaskNode> functions = all(threads, FUNCTIONS, i -> {
                VaskNode function = cluster.start("function", settings(i));
                all(threads, APPS, app -> publish(first.get(app), function));
                return function;
            });
            all(threads, FUNCTIONS * APPS, i -> publish(second.get(i % APPS), functions.get(i / APPS)));

            assertThat(functions)
                    .allSatisfy(it -> assertThat(it.log()).doesNotContain("too many clients", "connection slots"));
        } finally {
            sampler.close();
        }

        assertThat(sampler.maximaInPostgres()).hasSize(FUNCTIONS).allSatisfy((user, most) -> assertThat(most)
                .isBetween(1, CONNECTIONS_TO_POSTGRES));
        assertThat(sampler.maximaInRedis()).hasSize(FUNCTIONS).allSatisfy((user, most) -> assertThat(most)
                .isEqualTo(CONNECTIONS_TO_REDIS));
        for (PusherClient client : clients) {
            IntStream.range(0, FUNCTIONS).forEach(i -> client.receives("n", "room", "data"));
            client.receivesNothingMore();
        }
    }

    private static List<TestApp> apps(VaskNode node) {
        return Stream.generate(node::app).limit(APPS).toList();
    }

    private static String user(int function) {
        return "f" + function;
    }

    /** Each instance has a user of its own, by which its connections are counted. */
    private Map<String, String> settings(int function) {
        String user = user(function);
        return Map.of(
                "vask.database.username",
                user,
                "vask.database.password",
                user,
                "vask.redis.url",
                "redis://%s:%1$s@127.0.0.1:%d".formatted(user, redis.port()));
    }

    /** As a backend publishes that repeats a request with an unknown outcome: with 20 instances on few processors, Redis may be too late. */
    private static boolean publish(TestApp app, VaskNode function) {
        String event = Json.of(Map.of(
                "name",
                "n",
                "channel",
                "room",
                "data",
                "data",
                "idempotency_key",
                UUID.randomUUID().toString()));
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    Response response = app.on(function).backend().post("/events", event);
                    return response.status() != 503 && response.expect(200) != null;
                });
        return true;
    }

    private interface Task<T> {
        T run(int index) throws Exception;
    }

    /** Runs tasks at the same time. Returns their results, and fails if one of them fails. */
    private static <T> List<T> all(ExecutorService threads, int count, Task<T> task) throws Exception {
        List<Future<T>> started = IntStream.range(0, count)
                .mapToObj(i -> threads.submit((Callable<T>) () -> task.run(i)))
                .toList();
        List<T> results = new ArrayList<>();
        for (Future<T> each : started) {
            results.add(each.get());
        }
        return results;
    }
}
