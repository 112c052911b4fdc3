package dev.vask.live;

import static dev.vask.live.LiveContract.frame;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.offline;
import static dev.vask.live.LiveContract.online;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Signed-in users (section 11): events to them, their end, and who watches them. */
interface UserContract extends LiveContract {

    private void tell(App app, String user, String data, @Nullable SocketId except) {
        publish(app, Event.fromBackend(toUser(user), "news", data, except));
    }

    private static String told(String user, String data) {
        return frame(new ServerMessage.ChannelEvent("#server-to-user-" + user, "news", data, null));
    }

    private void terminate(App app, String user) {
        await(live("b").terminate(app, UserId.parse(user)));
    }

    @Test
    default void an_event_to_a_user_reaches_each_connection_signed_in_as_it_once() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer adaToo = peer(app, "b");
        Peer bob = peer(app, "b");
        ada.signIn("ada");
        adaToo.signIn("ada");
        bob.signIn("bob");

        tell(app, "ada", "1", null);

        assertThat(ada.hears()).containsExactly(told("ada", "1"));
        assertThat(adaToo.hears()).containsExactly(told("ada", "1"));
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    default void an_event_to_a_user_skips_the_excluded_connection() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer adaToo = peer(app, "b");
        ada.signIn("ada");
        adaToo.signIn("ada");

        tell(app, "ada", "1", ada.id);

        assertThat(ada.hears()).isEmpty();
        assertThat(adaToo.hears()).containsExactly(told("ada", "1"));
    }

    @Test
    default void who_signs_in_hears_what_is_sent_from_then_on() {
        App app = newApp();
        Peer ada = peer(app, "a");
        ada.signIn("ada");
        tell(app, "ada", "early", null);

        Peer adaToo = peer(app, "a");
        adaToo.signIn("ada");
        tell(app, "ada", "late", null);

        assertThat(adaToo.hears()).containsExactly(told("ada", "late"));
        assertThat(ada.hears()).containsExactly(told("ada", "early"), told("ada", "late"));
    }

    @Test
    default void an_event_to_a_user_who_is_not_signed_in_is_accepted_and_not_kept() {
        App app = newApp();
        Peer ada = peer(app);
        ada.join("presence-x", member("ada")); // present, yet not signed in

        tell(app, "ada", "early", null);
        ada.signIn("ada");

        assertThat(ada.hears()).isEmpty();
    }

    @Test
    default void users_of_two_apps_never_meet() {
        App mine = newApp();
        App yours = newApp();
        Peer ada = peer(mine);
        Peer other = peer(yours);
        ada.signIn("ada", "bob");
        other.signIn("ada", "bob");

        assertThat(peer(yours).signIn("bob", "ada").online()).containsExactly("ada");
        tell(mine, "ada", "1", null);
        terminate(mine, "ada");

        assertThat(ada.hears()).containsExactly(told("ada", "1"), "terminate");
        assertThat(other.hears()).containsExactly(online("bob"));
    }

    @Test
    default void terminating_a_user_reaches_all_its_connections_and_no_others() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer adaToo = peer(app, "b");
        Peer bob = peer(app, "a");
        Peer present = peer(app, "a");
        ada.signIn("ada");
        adaToo.signIn("ada");
        bob.signIn("bob", "ada");
        present.join("presence-x", member("ada"));

        terminate(app, "ada");

        assertThat(ada.hears()).containsExactly("terminate");
        assertThat(adaToo.hears()).containsExactly("terminate");
        assertThat(bob.hears()).isEmpty();
        assertThat(present.hears()).isEmpty();
    }

    @Test
    default void who_signs_in_after_a_termination_stays() {
        App app = newApp();
        peer(app, "a").signIn("ada");
        terminate(app, "ada");

        Peer ada = peer(app, "a");
        ada.signIn("ada");

        assertThat(ada.hears()).isEmpty();
    }

    @Test
    default void terminating_an_unknown_user_does_nothing() {
        App app = newApp();
        Peer ada = peer(app);
        ada.signIn("ada");

        terminate(app, "nobody");

        assertThat(ada.hears()).isEmpty();
    }

    @Test
    default void who_signs_in_learns_which_of_its_watchlist_are_online() {
        App app = newApp();
        peer(app, "a").signIn("bob");
        peer(app, "b").signIn("carol");
        peer(app, "b").join("presence-x", member("dan")); // presence is no sign-in

        SignInResult ada = peer(app, "a").signIn("ada", "dan", "carol", "bob", "nobody");

        assertThat(ada.online()).containsExactlyInAnyOrder("bob", "carol");
    }

    @Test
    default void who_watches_itself_finds_itself_online_and_hears_nothing_of_its_own_arrival() {
        App app = newApp();
        Peer ada = peer(app);

        assertThat(ada.signIn("ada", "ada").online()).containsExactly("ada");
        assertThat(ada.hears()).isEmpty();
    }

    @Test
    default void a_watcher_hears_of_the_first_sign_in_and_of_the_last_close_only() {
        App app = newApp();
        Peer ada = peer(app, "a");
        ada.signIn("ada", "bob");
        Peer bob = peer(app, "b");
        Peer bobToo = peer(app, "a");

        bob.signIn("bob");
        assertThat(ada.hears()).containsExactly(online("bob"));
        bobToo.signIn("bob");
        assertThat(ada.hears()).isEmpty();

        bob.disconnect();
        assertThat(ada.hears()).isEmpty();
        bobToo.disconnect();
        assertThat(ada.hears()).containsExactly(offline("bob"));
    }

    @Test
    default void every_watcher_hears_and_nobody_else() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer adaToo = peer(app, "b");
        Peer eve = peer(app, "b");
        ada.signIn("ada", "bob", "x");
        adaToo.signIn("ada", "bob");
        eve.signIn("eve", "x");

        peer(app).signIn("bob");

        assertThat(ada.hears()).containsExactly(online("bob"));
        assertThat(adaToo.hears()).containsExactly(online("bob"));
        assertThat(eve.hears()).isEmpty();
    }

    @Test
    default void signing_in_again_replaces_the_watchlist_and_is_no_arrival() {
        App app = newApp();
        Peer bob = peer(app);
        bob.signIn("bob", "ada");
        Peer carol = peer(app);
        carol.signIn("carol");
        Peer ada = peer(app, "b");
        ada.signIn("ada", "bob", "dan");
        bob.hears();

        assertThat(ada.signIn("ada", "carol", "dan").online()).containsExactly("carol");

        assertThat(bob.hears()).isEmpty();
        carol.disconnect();
        peer(app).signIn("dan");
        assertThat(ada.hears()).containsExactly(offline("carol"), online("dan"));
        ada.disconnect();
        assertThat(bob.hears()).containsExactly(offline("ada"));
    }

    @Test
    default void a_watchlist_of_one_connection_takes_nothing_from_that_of_another() {
        App app = newApp();
        Peer ada = peer(app, "a");
        Peer adaToo = peer(app, "a");
        ada.signIn("ada", "bob");
        adaToo.signIn("ada", "bob");

        adaToo.signIn("ada");
        peer(app).signIn("bob");

        assertThat(ada.hears()).containsExactly(online("bob"));
        assertThat(adaToo.hears()).isEmpty();
    }

    @Test
    default void a_watched_id_may_be_any_text() {
        App app = newApp();

        assertThat(peer(app).signIn("ada", "", "a b", "{x}:*", "☕").online()).isEmpty();
    }
}
