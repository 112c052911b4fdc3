package dev.vask.live.redis;

import static dev.vask.live.redis.ClusterNode.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.Quotas;
import dev.vask.live.PublishResult;
import dev.vask.live.Usage;
import dev.vask.support.RedisProcess;
import dev.vask.support.TestQuotas;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The usage of apps is stored in the database and restored to a Redis that lost it. */
@Execution(ExecutionMode.CONCURRENT)
class UsageSyncTest {

    private final App app = monthly(5);
    private final InMemoryUsageStore usageStore = new InMemoryUsageStore();
    private RedisProcess redis;
    private ClusterNode node;
    private ClusterNode other;

    private static App monthly(int events) {
        App app = ClusterNode.app();
        Quotas quotas = TestQuotas.of(null, null, null, null, null, null, null, null, null, null, events, null);
        return new App(app.key(), app.name(), true, true, false, app.allowedOrigins(), quotas, app.secrets());
    }

    @BeforeEach
    void start() {
        redis = RedisProcess.startPersistent();
        node = ClusterNode.of(redis, "test", usageStore);
        other = ClusterNode.of(redis, "test", usageStore);
    }

    @AfterEach
    void stop() {
        node.close();
        other.close();
        redis.close();
    }

    private static PublishResult publish(ClusterNode node, App app) {
        return (PublishResult) resultOf(node.publishing(app, "x", "1"));
    }

    private static void publish(ClusterNode node, App app, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(publish(node, app)).isInstanceOf(PublishResult.Accepted.class);
        }
    }

    private static void store(ClusterNode node) {
        resultOf(node.live.storeUsage().toCompletionStage());
    }

    private static long events(ClusterNode node, App app) {
        return resultOf(node.live.usage(app)).eventsThisMonth();
    }

    /** Waits until the stored usage of the month was restored, which happens asynchronously. */
    private void awaitRestored(App app) {
        await().until(() -> redis.command("HEXISTS", usage(app), "restored").startsWith(":1"));
    }

    private static String usage(App app) {
        return "test:{%s}:usage:%s"
                .formatted(app.key(), Usage.day(Instant.now()).toString().substring(0, 7));
    }

    @Test
    void one_node_at_a_time_stores_the_usage() {
        publish(node, app, 2);
        publish(other, app, 1);
        awaitRestored(app);

        store(node);
        assertThat(usageStore.of(app.key())).isEqualTo(Map.of(Usage.day(Instant.now()), 3L));

        publish(other, app, 1);
        store(other);
        assertThat(usageStore.of(app.key())).isEqualTo(Map.of(Usage.day(Instant.now()), 3L));
    }

    @Test
    void the_monthly_count_survives_an_empty_redis() {
        publish(node, app, 4);
        awaitRestored(app);
        store(node);

        redis.kill();
        node.awaitDown();
        other.awaitDown();
        redis.restartEmpty();
        node.awaitUp();
        other.awaitUp();

        assertThat(events(other, app)).isEqualTo(4);
        publish(node, app, 1);
        assertThat(publish(other, app)).isInstanceOf(PublishResult.OverMonth.class);
        assertThat(events(node, app)).isEqualTo(5);
    }

    @Test
    void a_publish_restores_the_stored_usage_and_adds_to_it() {
        publish(node, app, 2);
        awaitRestored(app);
        store(node);
        redis.command("DEL", usage(app));

        publish(other, app, 1);
        awaitRestored(app);

        assertThat(events(node, app)).isEqualTo(3);
    }

    @Test
    void usage_is_stored_after_a_database_outage() {
        publish(node, app, 1);
        awaitRestored(app);
        store(node);
        redis.command(
                "DEL",
                usage(app),
                "test:{%s}:usage-taken:%s"
                        .formatted(app.key(), usage(app).substring(usage(app).length() - 7)));
        usageStore.unavailable = true;

        publish(node, app, 2);
        assertThat(events(node, app)).isEqualTo(2);
        store(node);
        usageStore.unavailable = false;
        store(node); // restores the stored usage first
        store(node);

        assertThat(events(node, app)).isEqualTo(3);
        assertThat(usageStore.of(app.key())).isEqualTo(Map.of(Usage.day(Instant.now()), 3L));
    }
}
