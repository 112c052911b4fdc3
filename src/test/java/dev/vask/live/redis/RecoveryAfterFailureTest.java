package dev.vask.live.redis;

import static dev.vask.live.redis.ClusterNode.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.live.Event;
import dev.vask.live.GapCause;
import dev.vask.live.IdempotencyKey;
import dev.vask.live.LiveStateUnavailableException;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Resumption;
import dev.vask.live.StoredEvent;
import dev.vask.live.SubscribeResult;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.support.RedisProcess;
import dev.vask.traces.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** After Redis lost something, no subscription continues as if nothing was missed ({@code docs/recovery.md}). */
@Execution(ExecutionMode.CONCURRENT)
class RecoveryAfterFailureTest {

    private static final Topic.Channel ROOM = new Topic.Channel(ChannelName.parse("room"));

    private final App app = ClusterNode.app().withHistory(HistorySettings.ON);
    private final RedisProcess redis = RedisProcess.start();
    private ClusterNode node;

    @BeforeEach
    void start() {
        node = ClusterNode.of(redis, "test");
    }

    @AfterEach
    void stop() {
        node.close();
        redis.close();
    }

    private String publish(String data) {
        return publish(node, data);
    }

    private String publish(ClusterNode on, String data) {
        Publication publication =
                new Publication(List.of(Event.fromBackend(ROOM, "news", data, null)), 1, false, true, null, Trace.NONE);
        return ((PublishResult.Accepted) resultOf(on.live.publish(app, publication)))
                .ids()
                .getFirst();
    }

    private Resumption resume(String after) {
        SubscribeResult result = await("the node is reachable")
                .atMost(ClusterNode.TIMEOUT)
                .ignoreExceptionsMatching(it -> it.getCause() instanceof LiveStateUnavailableException)
                .until(() -> resultOf(node.live.subscribe(app, ROOM.name(), null, after)), any -> true);
        Resumption resumption = ((SubscribeResult.Subscribed) result).resumption();
        assertThat(resumption).isNotNull();
        return resumption;
    }

    private void assertGap(String after, GapCause cause) {
        assertThat(resume(after)).isInstanceOfSatisfying(Resumption.Gap.class, gap -> {
            assertThat(gap.cause()).isEqualTo(cause);
            assertThat(resume(gap.afterId())).isInstanceOf(Resumption.Continued.class);
        });
    }

    private void assertContinued(String after, String... data) {
        assertThat(resume(after)).isInstanceOfSatisfying(Resumption.Continued.class, it -> assertThat(it.events())
                .extracting(StoredEvent::frame)
                .isEqualTo(Arrays.stream(data)
                        .map("{\"event\":\"news\",\"channel\":\"room\",\"data\":\"%s\"}"::formatted)
                        .toList()));
    }

    private String key(String name) {
        return "test:{%s}:%s".formatted(app.key(), name);
    }

    /** The stream of the channel's events. */
    private String events() {
        String keys = redis.command("KEYS", key("h:*:room"));
        return keys.lines().filter(line -> line.startsWith("test:")).findFirst().orElseThrow();
    }

    @Test
    void an_emptied_redis_is_a_gap() {
        String before = publish("1");
        redis.command("FLUSHALL");
        await().ignoreExceptions().until(() -> !publish("2").isEmpty());

        assertGap(before, GapCause.EPOCH);
    }

    @Test
    void a_redis_that_restarts_without_data_is_a_gap() {
        String before = publish("1");
        redis.kill();
        node.awaitDown();
        redis.restartEmpty();
        node.awaitUp();

        assertGap(before, GapCause.EPOCH);
    }

    @Test
    void a_redis_that_restarts_with_an_older_copy_is_a_gap() {
        String first = publish("1");
        redis.command("SAVE");
        publish("2");
        redis.kill();
        node.awaitDown();
        redis.restart();
        node.awaitUp();
        IntStream.range(0, 10).forEach(i -> publish("later"));

        assertGap(first, GapCause.EPOCH);
    }

    @Test
    void a_failover_to_a_replica_that_lags_is_a_gap_and_so_is_the_way_back() {
        try (RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(redis.port()))) {
            String first = publish("1");
            await().until(() -> replica.command("XLEN", events()).startsWith(":1"));
            replica.command("REPLICAOF", "NO", "ONE");
            String lost = publish("lost");

            node.proxy.redirect(replica.port());
            node.awaitDown().awaitUp();
            String onReplica = publish("2");

            assertGap(first, GapCause.EPOCH);
            assertGap(lost, GapCause.EPOCH);
            assertContinued(onReplica);

            redis.command("REPLICAOF", "127.0.0.1", Integer.toString(replica.port()));
            await().until(() -> redis.command("INFO", "replication").contains("master_link_status:up"));
            redis.command("REPLICAOF", "NO", "ONE");
            node.proxy.redirect(redis.port());
            node.awaitDown().awaitUp();

            assertGap(lost, GapCause.EPOCH);
            assertGap(onReplica, GapCause.EPOCH);
        }
    }

    @Test
    void an_evicted_stream_is_a_gap_also_after_further_events() {
        String first = publish("1");
        publish("2");
        redis.command("DEL", events());
        String third = publish("3");

        assertGap(first, GapCause.EVICTED);
        assertContinued(third);
        publish("4");
        assertContinued(third, "4");
        assertGap(first, GapCause.EXPIRED);
    }

    @Test
    void a_stream_that_was_evicted_in_part_is_a_gap() {
        String first = publish("1");
        publish("2");
        publish("3");
        redis.command("XTRIM", events(), "MAXLEN", "1");

        assertGap(first, GapCause.EVICTED);
    }

    @Test
    void evicted_positions_are_a_gap() {
        String first = publish("1");
        redis.command("DEL", key("history"));
        publish("2");

        assertGap(first, GapCause.EPOCH);
    }

    @Test
    void an_evicted_sequence_uses_no_id_twice() {
        String first = publish("1");
        redis.command("DEL", key("seq"));
        String second = publish("2");

        assertThat(second).isNotEqualTo(first);
        assertContinued(first, "2");
        assertContinued(second);
    }

    @Test
    void nothing_is_stored_for_an_app_without_history() {
        Publication publication =
                new Publication(List.of(Event.fromBackend(ROOM, "news", "1", null)), 1, false, true, null, Trace.NONE);
        resultOf(node.live.publish(app.withHistory(HistorySettings.OFF), publication));
        assertThat(redis.command("KEYS", key("h*"))).doesNotContain(app.key());

        publish("2");
        assertThat(redis.command("KEYS", key("h*"))).contains(key("history"), events());
    }

    @Test
    void a_node_that_was_released_continues_from_what_its_clients_received() {
        try (ClusterNode other = ClusterNode.of(redis, "test")) {
            node.subscribe(app, "room", null);
            String first = publish(other, "1");
            node.awaitEvent(app, "1");
            node.proxy.refuseConnections();
            await().atMost(ClusterNode.TIMEOUT).until(() -> other.subscriptions(app, "room") == 0);
            publish(other, "2");
            node.proxy.acceptConnections();
            await("its clients are asked to reconnect")
                    .until(() -> !node.interruptions().isEmpty());
            node.disconnect(app, "room", null);
            node.awaitUp();

            assertContinued(first, "2");
        }
    }

    @Test
    void a_key_of_a_publish_is_kept_over_a_lost_connection() {
        Publication publication = new Publication(
                List.of(Event.fromBackend(ROOM, "news", "once", null)),
                1,
                false,
                true,
                new IdempotencyKey("key", "aa"),
                Trace.NONE);
        String before = publish("0");
        node.proxy.dropResponses();
        var unanswered = node.live.publish(app, publication).toCompletableFuture();
        await().until(() -> redis.command("EXISTS", key("idem:key")).startsWith(":1"));
        node.proxy.closeConnections();
        await().until(unanswered::isCompletedExceptionally);
        node.awaitUp();

        PublishResult.Accepted repeated = (PublishResult.Accepted) resultOf(node.live.publish(app, publication));

        assertThat(repeated.replayed()).isTrue();
        assertContinued(before, "once");
    }
}
