package dev.vask.channels;

import static dev.vask.channels.Messages.APP;
import static dev.vask.channels.Messages.ROOM;
import static dev.vask.channels.Messages.say;
import static dev.vask.channels.Messages.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Listeners against a plain list, whoever comes and goes. */
class SubscriberListTest {

    private final Hub hub = new Hub();
    private final ManualLoop loop = new ManualLoop();
    private final LoopSubscriptions lane = hub.loopSubscriptions(loop);

    private record Listener(SpySocket socket, Subscription subscription) {}

    private Listener listen() {
        SpySocket socket = new SpySocket();
        Subscription subscription = lane.listen(APP, ROOM, socket);
        subscription.open(0);
        return new Listener(socket, subscription);
    }

    /** A step below zero adds a listener; any other takes out the one at that place, counted round. */
    @Property
    void those_who_are_there_hear_and_nobody_else(
            @ForAll @Size(max = 60) List<@IntRange(min = -20, max = 20) Integer> steps) {
        List<Listener> here = new ArrayList<>();
        List<Listener> gone = new ArrayList<>();
        for (int step : steps) {
            if (step < 0) {
                here.add(listen());
            } else if (!here.isEmpty()) {
                Listener leaver = here.remove(step % here.size());
                leaver.subscription.close();
                gone.add(leaver);
            }
        }

        hub.receive(say(1));
        loop.turn();

        assertThat(here).allSatisfy(it -> assertThat(it.socket.sent).containsExactly(text(1)));
        assertThat(gone).allSatisfy(it -> assertThat(it.socket.sent).isEmpty());
        assertThat(hub.routes()).isEqualTo(here.isEmpty() ? 0 : 1);
        here.forEach(it -> it.subscription.close());
        assertThat(hub.routes()).isZero();
    }

    /** On hearing the first message, each listener closes the one that it is told to, itself perhaps, and opens another. */
    @Property
    void who_stays_hears_each_message_once_even_if_others_come_and_go_while_it_is_passed_on(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -1, max = 7) Integer> victims) {
        List<Listener> all =
                IntStream.range(0, victims.size()).mapToObj(i -> listen()).toList();
        List<Listener> latecomers = new ArrayList<>();
        List<Listener> closed = new ArrayList<>();
        for (int i = 0; i < victims.size(); i++) {
            int victim = victims.get(i);
            all.get(i).socket.reaction = () -> {
                if (victim >= 0) {
                    Listener leaver = all.get(victim % all.size());
                    leaver.subscription.close();
                    closed.add(leaver);
                    SpySocket late = new SpySocket();
                    Subscription subscription = lane.listen(APP, ROOM, late);
                    subscription.open(1);
                    latecomers.add(new Listener(late, subscription));
                }
            };
        }

        hub.receive(say(1));
        loop.turn();
        all.forEach(it -> it.socket.reaction = () -> {});
        hub.receive(say(2));
        loop.turn();

        for (Listener it : all) {
            if (closed.contains(it)) {
                assertThat(it.socket.sent).isIn(List.of(), List.of(text(1)));
            } else {
                assertThat(it.socket.sent).containsExactly(text(1), text(2));
            }
        }
        assertThat(latecomers).allSatisfy(it -> assertThat(it.socket.sent).containsExactly(text(2)));
    }
}
