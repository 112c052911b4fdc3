package dev.vask.live;

import static dev.vask.live.LiveContract.connections;
import static dev.vask.live.LiveContract.count;
import static dev.vask.live.LiveContract.counting;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.memberRemoved;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.offline;
import static dev.vask.live.LiveContract.runConcurrently;
import static dev.vask.live.LiveContract.with;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The connection quota (4004), and the release of a closed connection. */
interface ConnectionContract extends LiveContract {

    Disconnection EMPTY = new Disconnection(List.of(), null, List.of());

    private boolean connect(App app, String node) {
        return await(live(node).connect(app));
    }

    @Test
    default void the_connection_quota_applies_across_all_nodes() {
        App app = with(newApp(), connections(2));

        assertThat(connect(app, "a")).isTrue();
        assertThat(connect(app, "b")).isTrue();
        assertThat(connect(app, "a")).isFalse();
        assertThat(connect(app, "b")).isFalse();
    }

    @Test
    default void rejected_and_closed_connections_do_not_count() {
        App app = with(newApp(), connections(1));
        assertThat(connect(app, "a")).isTrue();
        assertThat(connect(app, "a")).isFalse();
        assertThat(connect(app, "a")).isFalse();

        await(live("a").disconnect(app, EMPTY));

        assertThat(connect(app, "a")).isTrue();
        assertThat(connect(app, "a")).isFalse();
    }

    @Test
    default void a_quota_of_zero_rejects_all_connections() {
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
    default void a_lowered_quota_counts_existing_connections() {
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
    default void concurrent_connects_do_not_exceed_the_quota() throws Exception {
        App app = with(newApp(), connections(10));

        List<Boolean> results = runConcurrently(60, i -> connect(app, i % 2 == 0 ? "a" : "b"));

        assertThat(results).filteredOn(it -> it).hasSize(10);
    }

    @Test
    default void a_closed_connection_is_released_and_other_clients_are_notified() {
        App app = counting(newApp());
        TestConnection ada = connection(app, "a");
        TestConnection bob = connection(app, "b");
        bob.join("presence-x", member("bob"));
        bob.subscribe("room");
        bob.signIn("bob", "ada");
        ada.join("presence-x", member("ada"));
        ada.subscribe("room");
        ada.subscribe("alone");
        ada.signIn("ada", "bob");
        bob.received();

        ada.disconnect();

        assertThat(bob.received())
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
    default void closing_a_connection_keeps_another_of_the_same_user() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "b");
        TestConnection bob = connection(app);
        for (TestConnection each : List.of(ada, secondAda)) {
            each.join("presence-x", member("ada"));
            each.signIn("ada", "bob");
        }
        bob.join("presence-x", member("bob"));
        bob.signIn("bob", "ada");
        secondAda.received();

        ada.disconnect();

        assertThat(bob.received()).isEmpty();
        assertThat(users(app, "presence-x")).containsExactly("ada", "bob");
        bob.disconnect();
        assertThat(secondAda.received()).containsExactlyInAnyOrder(memberRemoved("presence-x", "bob"), offline("bob"));
    }
}
