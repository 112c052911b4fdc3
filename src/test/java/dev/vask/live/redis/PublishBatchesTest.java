package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.live.Counts;
import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.support.TestQuotas;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Publishes that one event loop makes in one pass. Each node gets the events of one call in one message. */
@Execution(ExecutionMode.CONCURRENT)
class PublishBatchesTest extends TwoNodes {

    private final Vertx vertx = Vertx.vertx();
    private RedisMessages messages;

    @BeforeEach
    void startRecording() {
        messages = RedisMessages.record(REDIS, prefix);
    }

    @AfterEach
    void stop() {
        messages.close();
        vertx.close();
    }

    @Test
    void publishes_of_one_pass_share_a_call_and_keep_their_order() {
        other.subscribe(app, "x", null);

        assertThat(publishInOnePass(app, event("x", "1"), event("x", "2"), event("y", "none"), event("x", "3")))
                .allMatch(PublishResult.Accepted.class::isInstance);

        other.awaitEvent(app, "3");
        assertThat(other.eventData(app)).containsExactly("1", "2", "3");
        awaitCalls(1);
    }

    @Test
    void publishes_of_another_thread_are_sent_at_once() {
        other.subscribe(app, "x", null);

        node.publish(app, "x", "1");
        node.publish(app, "x", "2");

        other.awaitEvent(app, "2");
        awaitCalls(2);
    }

    @Test
    void each_node_gets_only_its_events() {
        node.subscribe(app, "x", null);
        other.subscribe(app, "y", null);
        other.subscribe(app, "z", null);

        publishInOnePass(app, event("x", "1"), event("y", "2\n3"), event("z", "4"));

        node.awaitEvent(app, "1");
        other.awaitEvent(app, "4");
        assertThat(node.eventData(app)).containsExactly("1");
        assertThat(other.eventData(app)).as("encoded").containsExactly("2\\n3", "4");
        awaitCalls(2);
    }

    @Test
    void each_app_has_a_batch_of_its_own() {
        App second = ClusterNode.app();
        other.subscribe(app, "x", null);
        other.subscribe(second, "x", null);

        List<CompletionStage<PublishResult>> results = new ArrayList<>();
        onEventLoop(() -> Stream.of(app, second, app)
                .forEach(it -> results.add(node.live.publish(it, event("x", "to " + it.key())))));

        results.forEach(ClusterNode::resultOf);
        await().until(() ->
                other.eventData(app).size() == 2 && other.eventData(second).size() == 1);
        assertThat(other.eventData(second)).containsExactly("to " + second.key());
    }

    @Test
    void each_publication_is_accepted_or_rejected_for_itself() {
        App limited = limited(4, null);
        other.subscribe(limited, "cache-x", null);

        List<PublishResult> results = publishInOnePass(
                limited,
                events(3, "cache-x", "a"),
                events(3, "cache-x", "b"),
                events(1, "cache-x", "c"),
                events(1, "cache-x", "d"));

        assertThat(results.get(0)).isInstanceOf(PublishResult.Accepted.class);
        assertThat(results.get(1)).isInstanceOf(PublishResult.OverRate.class);
        assertThat(results.get(2)).isInstanceOf(PublishResult.Accepted.class);
        assertThat(results.get(3)).isInstanceOf(PublishResult.OverRate.class);
        other.awaitEvent(limited, "c");
        assertThat(other.eventData(limited)).containsExactly("a", "a", "a", "c");
        assertThat(ClusterNode.resultOf(node.live.usage(limited)).events().values())
                .containsExactly(4L);
    }

    @Test
    void the_quota_of_the_month_counts_the_publications_before() {
        App limited = limited(null, 5);
        other.subscribe(limited, "x", null);

        List<PublishResult> results = publishInOnePass(
                limited, events(2, "x", "a"), events(4, "x", "b"), events(3, "x", "c"), events(1, "x", "d"));

        assertThat(results.get(0)).isInstanceOf(PublishResult.Accepted.class);
        assertThat(results.get(1)).isInstanceOf(PublishResult.OverMonth.class);
        assertThat(results.get(2)).isInstanceOf(PublishResult.Accepted.class);
        assertThat(results.get(3)).isInstanceOf(PublishResult.OverMonth.class);
        other.awaitEvent(limited, "c");
        assertThat(other.eventData(limited)).containsExactly("a", "a", "c", "c", "c");
    }

    @Test
    void counts_belong_to_the_publication_that_requested_them() {
        other.subscribe(app, "x", null);
        other.subscribe(app, "presence-y", "ada");

        List<PublishResult> results =
                publishInOnePass(app, event("x", "1"), counted(event("presence-y", "2")), counted(event("z", "3")));

        assertThat(results)
                .containsExactly(
                        new PublishResult.Accepted(List.of()),
                        new PublishResult.Accepted(List.of(new Counts(1, 1))),
                        new PublishResult.Accepted(List.of(new Counts(0, 0))));
    }

    @Test
    void a_call_has_a_limited_number_of_events() {
        other.subscribe(app, "x", null);

        publishInOnePass(
                app,
                IntStream.rangeClosed(1, 250).mapToObj(i -> event("x", "e" + i)).toArray(Publication[]::new));

        other.awaitEvent(app, "e250");
        assertThat(other.eventData(app))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 250).mapToObj(i -> "e" + i).toList());
        awaitCalls(3);
    }

    @Test
    void a_call_has_a_limited_size() {
        other.subscribe(app, "x", null);
        String large = "y".repeat(100_000);

        publishInOnePass(app, event("x", large), event("x", large), event("x", large), event("x", "last"));

        other.awaitEvent(app, "last");
        assertThat(other.eventData(app)).hasSize(4);
        awaitCalls(2);
    }

    private void awaitCalls(int expected) {
        await().until(() -> messages.published().size() == expected);
    }

    private static App limited(@Nullable Integer perSecond, @Nullable Integer perMonth) {
        App app = ClusterNode.app();
        return new App(
                app.key(),
                app.name(),
                true,
                true,
                false,
                app.allowedOrigins(),
                TestQuotas.of(null, perSecond, null, null, null, null, null, null, null, null, perMonth, null),
                app.secrets());
    }

    private List<PublishResult> publishInOnePass(App to, Publication... publications) {
        List<CompletionStage<PublishResult>> results = new ArrayList<>();
        onEventLoop(() -> Stream.of(publications).forEach(it -> results.add(node.live.publish(to, it))));
        return results.stream().map(ClusterNode::resultOf).toList();
    }

    private void onEventLoop(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.runOnContext(pass -> {
            action.run();
            done.complete(null);
        });
        ClusterNode.resultOf(done);
    }

    private static Publication event(String channel, String data) {
        return events(1, channel, data);
    }

    private static Publication events(int number, String channel, String data) {
        Topic.Channel topic = new Topic.Channel(ChannelName.parse(channel));
        return new Publication(
                Stream.generate(() -> Event.fromBackend(topic, "news", data, null))
                        .limit(number)
                        .toList(),
                number,
                false);
    }

    private static Publication counted(Publication publication) {
        return new Publication(publication.events(), publication.weight(), true);
    }
}
