package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.UserId;
import dev.vask.traces.FanOutTrace;
import dev.vask.traces.Trace;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What goes through Redis of a publish that is traced, and of one that is not. */
@Execution(ExecutionMode.CONCURRENT)
class TracedPublishTest extends TwoNodes {

    private static final String CONTEXT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Vertx vertx = Vertx.vertx();
    private final List<Published> published = new CopyOnWriteArrayList<>();

    /** What was published on a topic. */
    private record Published(String topic, String text) {}

    @BeforeEach
    void listen() {
        Redis redis = Redis.createClient(vertx, REDIS.url());
        RedisConnection connection = ClusterNode.done(redis.connect().toCompletionStage());
        connection.handler(this::hear);
        ClusterNode.done(connection
                .send(Request.cmd(Command.PSUBSCRIBE).arg(prefix + ":inbox:*").arg(prefix + ":traces:*"))
                .toCompletionStage());
    }

    @AfterEach
    void stopListening() {
        vertx.close();
    }

    private void hear(@Nullable Response message) {
        if (message != null
                && message.get(0).toString().equals("pmessage")
                && !message.get(3).toString().equals("echo")) {
            published.add(
                    new Published(message.get(2).toString(), message.get(3).toString()));
        }
    }

    @Test
    void what_is_not_traced_is_published_in_the_inbox_alone() {
        other.subscribe(app, "x", null);

        publish(Trace.NONE, "x");

        other.hears(app, "to x");
        await().until(() -> !published.isEmpty());
        assertThat(published).singleElement().satisfies(it -> {
            assertThat(it.topic()).startsWith(prefix + ":inbox:");
            assertThat(it.text()).matches("F\n%s\n\\d+\n\\d+\n\nx\n\\{.*\"to x\".*}".formatted(app.key()));
        });
    }

    @Test
    void what_is_traced_is_the_same_message_between_two_lines_on_a_topic_of_their_own() {
        other.subscribe(app, "x", null);
        other.subscribe(app, "y", null);
        other.signIn(app, "ada");
        publish(Trace.NONE, "x", "y", "#ada");
        await().until(() -> published.size() == 3);
        List<Published> untraced = List.copyOf(published);
        published.clear();

        publish(new Traced(), "x", "y", "#ada");

        await().until(() -> published.size() == 5);
        String traces = untraced.getFirst().topic().replace(":inbox:", ":traces:");
        assertThat(published.getFirst()).isEqualTo(new Published(traces, app.key() + "\n" + CONTEXT));
        assertThat(published.subList(1, 4).stream().map(TracedPublishTest::timeless))
                .containsExactlyElementsOf(
                        untraced.stream().map(TracedPublishTest::timeless).toList());
        assertThat(published.getLast()).isEqualTo(new Published(traces, app.key() + "\n"));
        await().until(() -> other.news(app).size() == 6);
    }

    @Test
    void each_node_that_hears_it_is_told_once() {
        node.subscribe(app, "x", null);
        other.subscribe(app, "x", null);
        other.subscribe(app, "y", null);

        publish(new Traced(), "x", "y");

        await().until(() -> published.size() == 7);
        assertThat(published)
                .filteredOn(it -> it.topic().contains(":traces:") && it.text().endsWith(CONTEXT))
                .extracting(Published::topic)
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void what_nobody_hears_is_told_nobody() {
        publish(new Traced(), "x");
        publish(Trace.NONE, "x");
        node.subscribe(app, "x", null);
        publish(Trace.NONE, "x");

        await().until(() -> !published.isEmpty());
        assertThat(published).singleElement().satisfies(it -> assertThat(it.topic())
                .contains(":inbox:"));
    }

    private void publish(Trace trace, String... targets) {
        List<Event> events = Stream.of(targets)
                .map(to -> Event.fromBackend(target(to), "news", "to " + to, null))
                .toList();
        ClusterNode.done(node.live.publish(app, new Publication(events, 1, false, trace)));
    }

    private static Topic.Target target(String name) {
        return name.startsWith("#")
                ? new Topic.User(UserId.parse(name.substring(1)))
                : new Topic.Channel(ChannelName.parse(name));
    }

    /** The same without its sequence and its time. */
    private static Published timeless(Published it) {
        return new Published(it.topic(), it.text().replaceFirst("\n\\d+\n\\d+\n", "\n"));
    }

    /** One that is traced, whoever hears of it. */
    private record Traced() implements Trace {

        @Override
        public void set(String attribute, String value) {}

        @Override
        public void set(String attribute, long value) {}

        @Override
        public Trace redis() {
            return this;
        }

        @Override
        public FanOutTrace fanOut() {
            return FanOutTrace.NONE;
        }

        @Override
        public String context() {
            return CONTEXT;
        }

        @Override
        public void fail(@Nullable String why) {}

        @Override
        public void end() {}
    }
}
