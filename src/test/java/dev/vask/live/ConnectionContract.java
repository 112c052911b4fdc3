package dev.vask.live;

import static dev.vask.live.LiveContract.atOnce;
import static dev.vask.live.LiveContract.connections;
import static dev.vask.live.LiveContract.count;
import static dev.vask.live.LiveContract.counting;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.memberRemoved;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.offline;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections: how many an app may have (4004), and what becomes of what one held. */
interface ConnectionContract extends LiveContract {

    Disconnection NOTHING = new Disconnection(List.of(), null, List.of());

    private boolean connect(App app, String node) {
        return await(live(node).connect(app));
    }

    @Test
    default void an_app_may_have_as_many_connections_as_its_quota_on_all_nodes_together() {
        App app = with(newApp(), connections(2));

        assertThat(connect(app, "a")).isTrue();
        assertThat(connect(app, "b")).isTrue();
        assertThat(connect(app, "a")).isFalse();
        assertThat(connect(app, "b")).isFalse();
    }

    @Test
    default void a_refused_connection_does_not_count_and_a_closed_one_no_longer() {
        App app = with(newApp(), connections(1));
        assertThat(connect(app, "a")).isTrue();
        assertThat(connect(app, "a")).isFalse();
        assertThat(connect(app, "a")).isFalse();

        await(live("a").disconnect(app, NOTHING));

        assertThat(connect(app, "a")).isTrue();
        assertThat(connect(app, "a")).isFalse();
    }

    @Test
    default void a_quota_of_none_lets_nobody_in() {
        assertThat(connect(with(newApp(), connections(0)), "a")).isFalse();
    }

    @Test
    default void without_a_quota_there_is_no_limit() {
        App app = newApp();

        for (int i = 0; i < 200; i++) {
            assertThat(connect(app, "a")).isTrue();
        }
    }

    @Test
    default void a_quota_that_is_lowered_counts_those_who_are_there() {
        App app = with(newApp(), connections(3));
        assertThat(connect(app, "a")).isTrue();
        assertThat(connect(app, "a")).isTrue();

        assertThat(connect(with(app, connections(1)), "a")).isFalse();
        assertThat(connect(app, "a")).isTrue();
    }

    @Test
    default void each_app_has_its_own_quota() {
        App app = with(newApp(), connections(1));
        assertThat(connect(app, "a")).isTrue();

        assertThat(connect(with(newApp(), connections(1)), "a")).isTrue();
    }

    @Test
    default void of_many_who_connect_at_once_just_as_many_are_let_in() throws Exception {
        App app = with(newApp(), connections(10));

        List<Boolean> answers = atOnce(60, i -> connect(app, i % 2 == 0 ? "a" : "b"));

        assertThat(answers).filteredOn(it -> it).hasSize(10);
    }

    @Test
    default void a_connection_that_closes_gives_up_all_it_held_and_those_who_remain_hear_of_it() {
        App app = counting(newApp());
        Peer ada = peer(app, "a");
        Peer bob = peer(app, "b");
        bob.join("presence-x", member("bob"));
        bob.subscribe("room");
        bob.signIn("bob", "ada");
        ada.join("presence-x", member("ada"));
        ada.subscribe("room");
        ada.subscribe("alone");
        ada.signIn("ada", "bob");
        bob.hears();

        ada.disconnect();

        assertThat(bob.hears())
                .containsExactlyInAnyOrder(memberRemoved("presence-x", "ada"), count("room", 1), offline("ada"));
        assertThat(channels(app, ""))
                .containsOnlyKeys("presence-x", "room")
                .containsEntry("presence-x", 1L)
                .containsEntry("room", 0L);
        assertThat(counts(app, "presence-x")).isEqualTo(new Counts(1, 1));
        assertThat(counts(app, "room")).isEqualTo(new Counts(1, 0));
        assertThat(users(app, "presence-x")).containsExactly("bob");
    }

    @Test
    default void a_connection_that_closes_takes_nothing_from_another_of_the_same_user() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer adaToo = peer(app, "b");
        Peer bob = peer(app);
        for (Peer peer : List.of(ada, adaToo)) {
            peer.join("presence-x", member("ada"));
            peer.signIn("ada", "bob");
        }
        bob.join("presence-x", member("bob"));
        bob.signIn("bob", "ada");
        adaToo.hears();

        ada.disconnect();

        assertThat(bob.hears()).isEmpty();
        assertThat(users(app, "presence-x")).containsExactly("ada", "bob");
        bob.disconnect();
        assertThat(adaToo.hears()).containsExactlyInAnyOrder(memberRemoved("presence-x", "bob"), offline("bob"));
    }
}
