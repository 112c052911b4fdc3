package dev.vask.channels;

import static dev.vask.channels.Messages.APP;
import static dev.vask.channels.Messages.ROOM;
import static dev.vask.channels.Messages.message;
import static dev.vask.channels.Messages.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random subscribes and unsubscribes, compared with a plain list. */
class SubscriberListTest {

    private final Hub hub = new Hub();
    private final ManualLoop loop = new ManualLoop();
    private final LoopSubscriptions subscriptions = hub.loopSubscriptions(loop);

    private record TestSubscriber(RecordingConnection connection, Subscription subscription) {}

    private TestSubscriber listen() {
        RecordingConnection connection = new RecordingConnection();
        Subscription subscription = subscriptions.listen(APP, ROOM, connection);
        subscription.open(0);
        return new TestSubscriber(connection, subscription);
    }

    /** A negative step adds a subscriber, another one removes the subscriber at that index modulo the size. */
    @Property
    void only_current_subscribers_receive_a_message(
            @ForAll @Size(max = 60) List<@IntRange(min = -20, max = 20) Integer> steps) {
        List<TestSubscriber> current = new ArrayList<>();
        List<TestSubscriber> closed = new ArrayList<>();
        for (int step : steps) {
            if (step < 0) {
                current.add(listen());
            } else if (!current.isEmpty()) {
                TestSubscriber removed = current.remove(step % current.size());
                removed.subscription.close();
                closed.add(removed);
            }
        }

        hub.receive(message(1));
        loop.runTasks();

        assertThat(current).allSatisfy(it -> assertThat(it.connection.sent).containsExactly(text(1)));
        assertThat(closed).allSatisfy(it -> assertThat(it.connection.sent).isEmpty());
        assertThat(hub.routes()).isEqualTo(current.isEmpty() ? 0 : 1);
        current.forEach(it -> it.subscription.close());
        assertThat(hub.routes()).isZero();
    }

    /** At the first message, each subscriber closes a target, which can be itself, and adds a new subscriber. */
    @Property
    void each_remaining_subscriber_receives_each_message_once_despite_changes(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -1, max = 7) Integer> targets) {
        List<TestSubscriber> all =
                IntStream.range(0, targets.size()).mapToObj(i -> listen()).toList();
        List<TestSubscriber> added = new ArrayList<>();
        List<TestSubscriber> closed = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            int target = targets.get(i);
            all.get(i).connection.reaction = () -> {
                if (target >= 0) {
                    TestSubscriber removed = all.get(target % all.size());
                    removed.subscription.close();
                    closed.add(removed);
                    RecordingConnection connection = new RecordingConnection();
                    Subscription subscription = subscriptions.listen(APP, ROOM, connection);
                    subscription.open(1);
                    added.add(new TestSubscriber(connection, subscription));
                }
            };
        }

        hub.receive(message(1));
        loop.runTasks();
        all.forEach(it -> it.connection.reaction = () -> {});
        hub.receive(message(2));
        loop.runTasks();

        for (TestSubscriber it : all) {
            if (closed.contains(it)) {
                assertThat(it.connection.sent).isIn(List.of(), List.of(text(1)));
            } else {
                assertThat(it.connection.sent).containsExactly(text(1), text(2));
            }
        }
        assertThat(added).allSatisfy(it -> assertThat(it.connection.sent).containsExactly(text(2)));
    }
}
