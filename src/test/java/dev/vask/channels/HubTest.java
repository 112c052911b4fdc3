package dev.vask.channels;

import static dev.vask.channels.Messages.APP;
import static dev.vask.channels.Messages.ROOM;
import static dev.vask.channels.Messages.say;
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
    private final LoopSubscriptions lane = hub.loopSubscriptions(loop);
    private final LoopSubscriptions otherLane = hub.loopSubscriptions(otherLoop);
    private final SpySocket ada = new SpySocket();
    private final SpySocket bob = new SpySocket();

    private Subscription listen(SpySocket socket) {
        return lane.listen(APP, ROOM, socket);
    }

    @Test
    void a_loop_has_one_lane() {
        assertThat(hub.loopSubscriptions(loop)).isSameAs(lane).isNotSameAs(otherLane);
    }

    @Test
    void more_loops_than_a_long_has_bits_are_served() {
        List<ManualLoop> loops = new ArrayList<>();
        List<SpySocket> sockets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            loops.add(new ManualLoop());
            sockets.add(new SpySocket());
            hub.loopSubscriptions(loops.getLast()).listen(APP, ROOM, sockets.getLast()).open(0);
        }

        hub.receive(say(1));
        loops.forEach(ManualLoop::turn);

        assertThat(sockets).allSatisfy(socket -> assertThat(socket.sent).containsExactly(text(1)));
    }

    @Test
    void nothing_is_sent_before_the_loop_turns() {
        listen(ada).open(0);

        hub.receive(say(1));

        assertThat(ada.sent).isEmpty();
        loop.turn();
        assertThat(ada.sent).containsExactly(text(1));
    }

    @Test
    void what_comes_before_the_opening_is_held_back_and_then_passed_on_if_it_is_after_the_sequence() {
        Subscription subscription = listen(ada);
        hub.receive(say(1));
        hub.receive(say(2));
        hub.receive(say(3));
        loop.turn();
        assertThat(ada.sent).isEmpty();

        subscription.open(2);

        assertThat(ada.sent).containsExactly(text(3));
        hub.receive(say(4));
        loop.turn();
        assertThat(ada.sent).containsExactly(text(3), text(4));
    }

    @Test
    void what_is_under_way_at_the_opening_is_passed_on_if_it_is_after_the_sequence() {
        Subscription subscription = listen(ada);
        hub.receive(say(1));
        hub.receive(say(2));

        subscription.open(1);
        loop.turn();

        assertThat(ada.sent).containsExactly(text(2));
    }

    @Test
    void what_was_heard_is_not_heard_again_if_it_comes_twice() {
        listen(ada).open(0);

        hub.receive(say(1));
        hub.receive(say(2));
        hub.receive(say(2));
        hub.receive(say(1));
        loop.turn();

        assertThat(ada.sent).containsExactly(text(1), text(2));
    }

    @Test
    void opening_twice_does_nothing() {
        Subscription subscription = listen(ada);
        subscription.open(1);
        subscription.open(0);

        hub.receive(say(1));
        loop.turn();

        assertThat(ada.sent).isEmpty();
    }

    @Test
    void a_closed_subscription_hears_nothing_not_even_what_is_under_way() {
        Subscription subscription = listen(ada);
        subscription.open(0);
        hub.receive(say(1));

        subscription.close();
        subscription.close();
        loop.turn();
        hub.receive(say(2));
        loop.turn();

        assertThat(ada.sent).isEmpty();
    }

    @Test
    void a_subscription_that_is_closed_before_it_was_opened_passes_on_nothing() {
        Subscription subscription = listen(ada);
        hub.receive(say(1));
        loop.turn();

        subscription.close();
        subscription.open(0);

        assertThat(ada.sent).isEmpty();
    }

    @Test
    void a_socket_that_closes_while_the_held_are_passed_on_hears_no_more_of_them() {
        Subscription subscription = listen(ada);
        hub.receive(say(1));
        hub.receive(say(2));
        loop.turn();
        ada.reaction = subscription::close;

        subscription.open(0);

        assertThat(ada.sent).containsExactly(text(1));
    }

    @Test
    void a_socket_that_listens_again_begins_anew() {
        Subscription first = listen(ada);
        first.open(0);
        first.close();
        Subscription second = listen(ada);
        hub.receive(say(5));
        loop.turn();
        first.close();

        second.open(4);

        assertThat(ada.sent).containsExactly(text(5));
    }

    @Test
    void what_comes_while_it_is_held_again_counts_from_the_new_sequence_on() {
        Subscription subscription = listen(ada);
        subscription.open(0);
        subscription.hold();
        subscription.hold();
        hub.receive(say(1));
        hub.receive(say(2));
        loop.turn();
        assertThat(ada.sent).isEmpty();

        subscription.open(1);

        assertThat(ada.sent).containsExactly(text(2));
    }

    @Test
    void what_came_while_it_was_held_again_for_nothing_is_passed_on_whole() {
        Subscription subscription = listen(ada);
        subscription.open(3);
        hub.receive(say(4));
        loop.turn();
        subscription.hold();
        hub.receive(say(4));
        hub.receive(say(5));
        loop.turn();

        subscription.resume();

        assertThat(ada.sent).containsExactly(text(4), text(5));
    }

    @Test
    void a_closed_subscription_cannot_be_held_again() {
        Subscription subscription = listen(ada);
        subscription.open(0);
        hub.receive(say(1));
        subscription.close();

        subscription.hold();
        loop.turn();
        subscription.resume();

        assertThat(ada.sent).isEmpty();
        assertThat(hub.routes()).isZero();
    }

    @Test
    void a_stage_that_is_done_goes_on_at_once_and_any_other_on_the_loop() {
        List<String> order = new ArrayList<>();
        CompletableFuture<String> later = new CompletableFuture<>();
        lane.here(CompletableFuture.completedFuture("now")).thenAccept(order::add);
        lane.here(later).thenAccept(order::add);
        assertThat(order).containsExactly("now");

        later.complete("later");
        assertThat(order).containsExactly("now");
        loop.turn();
        assertThat(order).containsExactly("now", "later");
    }

    @Test
    void the_excluded_socket_hears_nothing() {
        listen(ada).open(0);
        listen(bob).open(0);

        hub.receive(say(ROOM, 1, ada.id()));
        loop.turn();

        assertThat(ada.sent).isEmpty();
        assertThat(bob.sent).containsExactly(text(1));
    }

    @Test
    void each_app_and_topic_has_listeners_of_its_own() {
        listen(ada).open(0);
        List<Topic> others = List.of(
                new Topic.Channel(ChannelName.parse("room2")),
                new Topic.User(UserId.parse("room")),
                new Topic.Watch("room"));
        others.forEach(topic -> lane.listen(APP, topic, bob).open(0));
        lane.listen("app2", ROOM, bob).open(0);

        hub.receive(say(1));
        loop.turn();

        assertThat(ada.sent).containsExactly(text(1));
        assertThat(bob.sent).isEmpty();
        hub.receive(say(others.get(0), 2, null));
        hub.receive(say(others.get(1), 3, null));
        hub.receive(say(others.get(2), 4, null));
        loop.turn();
        assertThat(ada.sent).hasSize(1);
        assertThat(bob.sent).containsExactly(text(2), text(3), text(4));
    }

    @Test
    void a_subscription_knows_its_topic() {
        assertThat(listen(ada).topic()).isEqualTo(ROOM);
    }

    @Test
    void terminating_closes_every_listener_so_that_its_client_comes_back() {
        listen(ada).open(0);
        listen(bob).open(7);

        hub.receive(new Message(APP, ROOM, 7, new Message.Terminate()));
        loop.turn();

        assertThat(ada.closedWith).isEqualTo(ErrorCode.RECONNECT);
        assertThat(bob.closedWith).isNull(); // it came after
    }

    @Test
    void only_lanes_with_listeners_get_a_task_and_one_for_all_of_them() {
        listen(ada).open(0);
        listen(bob).open(0);

        hub.receive(say(1));

        assertThat(loop.turn()).isEqualTo(1);
        assertThat(otherLoop.turn()).isZero();
    }

    @Test
    void every_lane_with_a_listener_hears() {
        listen(ada).open(0);
        otherLane.listen(APP, ROOM, bob).open(0);

        hub.receive(say(1));
        loop.turn();
        otherLoop.turn();

        assertThat(ada.sent).containsExactly(text(1));
        assertThat(bob.sent).containsExactly(text(1));
    }

    @Test
    void a_route_is_there_as_long_as_a_lane_has_a_listener() {
        Subscription first = listen(ada);
        Subscription second = listen(bob);
        Subscription other = otherLane.listen(APP, ROOM, new SpySocket());
        assertThat(hub.routes()).isEqualTo(1);

        first.close();
        hub.receive(say(1));
        assertThat(loop.turn()).isEqualTo(1);
        assertThat(otherLoop.turn()).isEqualTo(1);

        second.close();
        hub.receive(say(2));
        assertThat(loop.turn()).isZero();
        assertThat(otherLoop.turn()).isEqualTo(1);

        other.close();
        assertThat(hub.routes()).isZero();
        hub.receive(say(3));
        assertThat(otherLoop.turn()).isZero();
    }

    @Test
    void a_lane_runs_tasks_in_order_with_what_it_delivers() {
        listen(ada).open(0);

        hub.receive(say(1));
        lane.execute(() -> ada.sent.add("task"));
        hub.receive(say(2));
        loop.turn();

        assertThat(ada.sent).containsExactly(text(1), "task", text(2));
    }
}
