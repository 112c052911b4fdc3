package dev.vask.channels;

import static dev.vask.channels.Messages.APP;
import static dev.vask.channels.Messages.ROOM;
import static dev.vask.channels.Messages.message;
import static dev.vask.channels.Messages.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HubTest {

    private final Hub hub = new Hub();
    private final ManualLoop loop = new ManualLoop();
    private final ManualLoop otherLoop = new ManualLoop();
    private final LoopSubscriptions subscriptions = hub.loopSubscriptions(loop);
    private final LoopSubscriptions otherSubscriptions = hub.loopSubscriptions(otherLoop);
    private final RecordingConnection ada = new RecordingConnection();
    private final RecordingConnection bob = new RecordingConnection();

    private Subscription listen(RecordingConnection connection) {
        return subscriptions.listen(APP, ROOM, connection);
    }

    @Test
    void a_loop_always_has_the_same_subscriptions() {
        assertThat(hub.loopSubscriptions(loop)).isSameAs(subscriptions).isNotSameAs(otherSubscriptions);
    }

    @Test
    void more_loops_than_a_long_has_bits_are_served() {
        List<ManualLoop> loops = new ArrayList<>();
        List<RecordingConnection> connections = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            loops.add(new ManualLoop());
            connections.add(new RecordingConnection());
            hub.loopSubscriptions(loops.getLast())
                    .listen(APP, ROOM, connections.getLast())
                    .open(0);
        }

        hub.receive(message(1));
        loops.forEach(ManualLoop::runTasks);

        assertThat(connections)
                .allSatisfy(connection -> assertThat(connection.sent).containsExactly(text(1)));
    }

    @Test
    void nothing_is_sent_before_the_loop_runs() {
        listen(ada).open(0);

        hub.receive(message(1));

        assertThat(ada.sent).isEmpty();
        loop.runTasks();
        assertThat(ada.sent).containsExactly(text(1));
    }

    @Test
    void messages_before_the_opening_are_delivered_if_they_are_after_the_sequence() {
        Subscription subscription = listen(ada);
        hub.receive(message(1));
        hub.receive(message(2));
        hub.receive(message(3));
        loop.runTasks();
        assertThat(ada.sent).isEmpty();

        subscription.open(2);

        assertThat(ada.sent).containsExactly(text(3));
        hub.receive(message(4));
        loop.runTasks();
        assertThat(ada.sent).containsExactly(text(3), text(4));
    }

    @Test
    void messages_queued_at_the_opening_are_delivered_if_they_are_after_the_sequence() {
        Subscription subscription = listen(ada);
        hub.receive(message(1));
        hub.receive(message(2));

        subscription.open(1);
        loop.runTasks();

        assertThat(ada.sent).containsExactly(text(2));
    }

    @Test
    void duplicates_are_not_sent_again() {
        listen(ada).open(0);

        hub.receive(message(1));
        hub.receive(message(2));
        hub.receive(message(2));
        hub.receive(message(1));
        loop.runTasks();

        assertThat(ada.sent).containsExactly(text(1), text(2));
    }

    @Test
    void opening_twice_does_nothing() {
        Subscription subscription = listen(ada);
        subscription.open(1);
        subscription.open(0);

        hub.receive(message(1));
        loop.runTasks();

        assertThat(ada.sent).isEmpty();
    }

    @Test
    void a_closed_subscription_receives_no_queued_messages() {
        Subscription subscription = listen(ada);
        subscription.open(0);
        hub.receive(message(1));

        subscription.close();
        subscription.close();
        loop.runTasks();
        hub.receive(message(2));
        loop.runTasks();

        assertThat(ada.sent).isEmpty();
    }

    @Test
    void a_subscription_closed_before_its_opening_delivers_nothing() {
        Subscription subscription = listen(ada);
        hub.receive(message(1));
        loop.runTasks();

        subscription.close();
        subscription.open(0);

        assertThat(ada.sent).isEmpty();
    }

    @Test
    void closing_during_the_delivery_of_held_messages_stops_it() {
        Subscription subscription = listen(ada);
        hub.receive(message(1));
        hub.receive(message(2));
        loop.runTasks();
        ada.reaction = subscription::close;

        subscription.open(0);

        assertThat(ada.sent).containsExactly(text(1));
    }

    @Test
    void a_new_subscription_is_independent_of_a_closed_one() {
        Subscription first = listen(ada);
        first.open(0);
        first.close();
        Subscription second = listen(ada);
        hub.receive(message(5));
        loop.runTasks();
        first.close();

        second.open(4);

        assertThat(ada.sent).containsExactly(text(5));
    }

    @Test
    void messages_held_again_are_delivered_after_the_new_sequence() {
        Subscription subscription = listen(ada);
        subscription.open(0);
        subscription.hold();
        subscription.hold();
        hub.receive(message(1));
        hub.receive(message(2));
        loop.runTasks();
        assertThat(ada.sent).isEmpty();

        subscription.open(1);

        assertThat(ada.sent).containsExactly(text(2));
    }

    @Test
    void resume_delivers_all_held_messages() {
        Subscription subscription = listen(ada);
        subscription.open(3);
        hub.receive(message(4));
        loop.runTasks();
        subscription.hold();
        hub.receive(message(4));
        hub.receive(message(5));
        loop.runTasks();

        subscription.resume();

        assertThat(ada.sent).containsExactly(text(4), text(5));
    }

    @Test
    void a_closed_subscription_cannot_be_held_again() {
        Subscription subscription = listen(ada);
        subscription.open(0);
        hub.receive(message(1));
        subscription.close();

        subscription.hold();
        loop.runTasks();
        subscription.resume();

        assertThat(ada.sent).isEmpty();
        assertThat(hub.routes()).isZero();
    }

    @Test
    void a_completed_stage_continues_immediately_and_others_on_the_loop() {
        List<String> order = new ArrayList<>();
        CompletableFuture<String> later = new CompletableFuture<>();
        subscriptions.onLoop(CompletableFuture.completedFuture("now")).thenAccept(order::add);
        subscriptions.onLoop(later).thenAccept(order::add);
        assertThat(order).containsExactly("now");

        later.complete("later");
        assertThat(order).containsExactly("now");
        loop.runTasks();
        assertThat(order).containsExactly("now", "later");
    }

    @Test
    void the_excluded_connection_receives_nothing() {
        listen(ada).open(0);
        listen(bob).open(0);

        hub.receive(message(ROOM, 1, ada.id()));
        loop.runTasks();

        assertThat(ada.sent).isEmpty();
        assertThat(bob.sent).containsExactly(text(1));
    }

    @Test
    void each_app_and_topic_has_its_own_subscribers() {
        listen(ada).open(0);
        List<Topic> others = List.of(
                new Topic.Channel(ChannelName.parse("room2")),
                new Topic.User(UserId.parse("room")),
                new Topic.Watch("room"));
        others.forEach(topic -> subscriptions.listen(APP, topic, bob).open(0));
        subscriptions.listen("app2", ROOM, bob).open(0);

        hub.receive(message(1));
        loop.runTasks();

        assertThat(ada.sent).containsExactly(text(1));
        assertThat(bob.sent).isEmpty();
        hub.receive(message(others.get(0), 2, null));
        hub.receive(message(others.get(1), 3, null));
        hub.receive(message(others.get(2), 4, null));
        loop.runTasks();
        assertThat(ada.sent).hasSize(1);
        assertThat(bob.sent).containsExactly(text(2), text(3), text(4));
    }

    @Test
    void a_subscription_knows_its_topic() {
        assertThat(listen(ada).topic()).isEqualTo(ROOM);
    }

    @Test
    void terminating_closes_earlier_subscribers_with_the_code() {
        listen(ada).open(0);
        listen(bob).open(7);

        hub.receive(new Message(APP, ROOM, 7, new Message.Terminate(ErrorCode.UNAUTHORIZED)));
        loop.runTasks();

        assertThat(ada.closedWith).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(bob.closedWith).isNull(); // subscribed later
    }

    @Test
    void each_loop_with_subscribers_gets_one_task() {
        listen(ada).open(0);
        listen(bob).open(0);

        hub.receive(message(1));

        assertThat(loop.runTasks()).isEqualTo(1);
        assertThat(otherLoop.runTasks()).isZero();
    }

    @Test
    void every_loop_with_a_subscriber_receives_the_message() {
        listen(ada).open(0);
        otherSubscriptions.listen(APP, ROOM, bob).open(0);

        hub.receive(message(1));
        loop.runTasks();
        otherLoop.runTasks();

        assertThat(ada.sent).containsExactly(text(1));
        assertThat(bob.sent).containsExactly(text(1));
    }

    @Test
    void a_route_exists_while_a_loop_has_a_subscriber() {
        Subscription first = listen(ada);
        Subscription second = listen(bob);
        Subscription other = otherSubscriptions.listen(APP, ROOM, new RecordingConnection());
        assertThat(hub.routes()).isEqualTo(1);

        first.close();
        hub.receive(message(1));
        assertThat(loop.runTasks()).isEqualTo(1);
        assertThat(otherLoop.runTasks()).isEqualTo(1);

        second.close();
        hub.receive(message(2));
        assertThat(loop.runTasks()).isZero();
        assertThat(otherLoop.runTasks()).isEqualTo(1);

        other.close();
        assertThat(hub.routes()).isZero();
        hub.receive(message(3));
        assertThat(otherLoop.runTasks()).isZero();
    }

    @Test
    void tasks_and_deliveries_run_in_order() {
        listen(ada).open(0);

        hub.receive(message(1));
        subscriptions.execute(() -> ada.sent.add("task"));
        hub.receive(message(2));
        loop.runTasks();

        assertThat(ada.sent).containsExactly(text(1), "task", text(2));
    }
}
