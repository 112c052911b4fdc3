package dev.vask.live.redis;

import static dev.vask.live.redis.ClusterNode.done;
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

/** What apps published is kept in the database, and known again to a Redis that has forgotten it. */
@Execution(ExecutionMode.CONCURRENT)
class UsageSyncTest {

    private final App app = monthly(5);
    private final KeptInMemory kept = new KeptInMemory();
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
        node = ClusterNode.of(redis, "test", kept);
        other = ClusterNode.of(redis, "test", kept);
    }

    @AfterEach
    void stop() {
        node.close();
        other.close();
        redis.close();
    }

    private static PublishResult publish(ClusterNode by, App app) {
        return (PublishResult) done(by.publishing(app, "x", "1"));
    }

    private static void publish(ClusterNode by, App app, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(publish(by, app)).isInstanceOf(PublishResult.Accepted.class);
        }
    }

    private static void keep(ClusterNode by) {
        done(by.live.storeUsage().toCompletionStage());
    }

    private static long events(ClusterNode by, App app) {
        return done(by.live.usage(app)).eventsThisMonth();
    }

    /** That its first publish of the month was looked up, which happens beside it. */
    private void isKnown(App app) {
        await().until(() -> redis.command("HEXISTS", usage(app), "restored").startsWith(":1"));
    }

    private static String usage(App app) {
        return "test:{%s}:usage:%s"
                .formatted(app.key(), Usage.day(Instant.now()).toString().substring(0, 7));
    }

    @Test
    void what_was_published_is_kept_by_one_node_in_a_while() {
        publish(node, app, 2);
        publish(other, app, 1);
        isKnown(app);

        keep(node);
        assertThat(kept.of(app.key())).isEqualTo(Map.of(Usage.day(Instant.now()), 3L));

        publish(other, app, 1);
        keep(other);
        assertThat(kept.of(app.key())).isEqualTo(Map.of(Usage.day(Instant.now()), 3L));
    }

    @Test
    void a_redis_that_comes_back_empty_lets_no_month_begin_anew() {
        publish(node, app, 4);
        isKnown(app);
        keep(node);

        redis.kill();
        node.isDown();
        other.isDown();
        redis.restartEmpty();
        node.isUp();
        other.isUp();

        assertThat(events(other, app)).isEqualTo(4);
        publish(node, app, 1);
        assertThat(publish(other, app)).isInstanceOf(PublishResult.OverMonth.class);
        assertThat(events(node, app)).isEqualTo(5);
    }

    @Test
    void a_publish_alone_has_redis_know_again_what_it_forgot_and_adds_to_that() {
        publish(node, app, 2);
        isKnown(app);
        keep(node);
        redis.command("DEL", usage(app));

        publish(other, app, 1);
        isKnown(app);

        assertThat(events(node, app)).isEqualTo(3);
    }

    @Test
    void while_the_database_is_away_events_are_counted_and_kept_later() {
        publish(node, app, 1);
        isKnown(app);
        keep(node);
        redis.command(
                "DEL",
                usage(app),
                "test:{%s}:usage-taken:%s"
                        .formatted(app.key(), usage(app).substring(usage(app).length() - 7)));
        kept.away = true;

        publish(node, app, 2);
        assertThat(events(node, app)).isEqualTo(2);
        keep(node);
        kept.away = false;
        keep(node); // has it known first
        keep(node);

        assertThat(events(node, app)).isEqualTo(3);
        assertThat(kept.of(app.key())).isEqualTo(Map.of(Usage.day(Instant.now()), 3L));
    }
}
