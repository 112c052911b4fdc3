package dev.vask.live.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.live.Event;
import dev.vask.live.Publication;
import dev.vask.live.Topic;
import dev.vask.live.redis.RedisMessages.PublishedMessage;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.UserId;
import dev.vask.traces.FanOutTrace;
import dev.vask.traces.Trace;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The messages that traced and untraced publishes send through Redis. */
@Execution(ExecutionMode.CONCURRENT)
class TracedPublishTest extends TwoNodes {

    private static final String CONTEXT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private List<PublishedMessage> published;
    private RedisMessages messages;

    @BeforeEach
    void startRecording() {
        messages = RedisMessages.record(REDIS, prefix);
        published = messages.published();
    }

    @AfterEach
    void stopRecording() {
        messages.close();
    }

    @Test
    void an_untraced_publish_uses_only_the_inbox() {
        other.subscribe(app, "x", null);

        publish(Trace.NONE, "x");

        other.awaitEvent(app, "to x");
        await().until(() -> !published.isEmpty());
        assertThat(published).singleElement().satisfies(it -> {
            assertThat(it.topic()).startsWith(prefix + ":inbox:");
            assertThat(it.text()).matches("P\n%s\n\\d+\n\\d+\n\n0\n\nx\n\\{.*\"to x\".*}".formatted(app.key()));
        });
    }

    @Test
    void a_traced_publish_adds_a_start_and_an_end_on_the_traces_topic() {
        other.subscribe(app, "x", null);
        other.subscribe(app, "y", null);
        other.signIn(app, "ada");
        publish(Trace.NONE, "x", "y", "#ada");
        await().until(() -> !published.isEmpty());
        List<PublishedMessage> untraced = List.copyOf(published);
        published.clear();

        publish(new Traced(), "x", "y", "#ada");

        await().until(() -> published.size() == 3);
        String traces = untraced.getFirst().topic().replace(":inbox:", ":traces:");
        assertThat(published.getFirst()).isEqualTo(new PublishedMessage(traces, app.key() + "\n" + CONTEXT));
        assertThat(published.subList(1, 2).stream().map(TracedPublishTest::timeless))
                .containsExactlyElementsOf(
                        untraced.stream().map(TracedPublishTest::timeless).toList());
        assertThat(published.getLast()).isEqualTo(new PublishedMessage(traces, app.key() + "\n"));
        await().until(() -> other.eventData(app).size() == 6);
    }

    @Test
    void each_receiving_node_gets_the_trace_once() {
        node.subscribe(app, "x", null);
        other.subscribe(app, "x", null);
        other.subscribe(app, "y", null);

        publish(new Traced(), "x", "y");

        await().until(() -> published.size() == 6);
        assertThat(published)
                .filteredOn(it -> it.topic().contains(":traces:") && it.text().endsWith(CONTEXT))
                .extracting(PublishedMessage::topic)
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_publish_without_subscribers_is_sent_to_no_node() {
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
        ClusterNode.resultOf(node.live.publish(app, new Publication(events, 1, false, trace)));
    }

    private static Topic.Target target(String name) {
        return name.startsWith("#")
                ? new Topic.User(UserId.parse(name.substring(1)))
                : new Topic.Channel(ChannelName.parse(name));
    }

    /** The message without its time and the numbers of its events. */
    private static PublishedMessage timeless(PublishedMessage it) {
        return new PublishedMessage(it.topic(), it.text().replaceAll("\n\\d+(?=\n)", "\n"));
    }

    /** A trace that is recorded. */
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
