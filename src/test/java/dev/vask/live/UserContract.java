package dev.vask.live;

import static dev.vask.live.LiveContract.frame;
import static dev.vask.live.LiveContract.member;
import static dev.vask.live.LiveContract.newApp;
import static dev.vask.live.LiveContract.offline;
import static dev.vask.live.LiveContract.online;
import static dev.vask.live.LiveContract.toUser;
import static dev.vask.live.StageAwaiter.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.ServerMessage;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Signed-in users (section 11): events, termination and watchlists. */
interface UserContract extends LiveContract {

    private void publishToUser(App app, String user, String data, @Nullable SocketId except) {
        publish(app, Event.fromBackend(toUser(user), "news", data, except));
    }

    private static String userEvent(String user, String data) {
        return frame(new ServerMessage.ChannelEvent("#server-to-user-" + user, "news", data, null));
    }

    private void terminate(App app, String user) {
        terminate(app, user, ErrorCode.RECONNECT);
    }

    private void terminate(App app, String user, ErrorCode code) {
        await(live("b").terminate(app, UserId.parse(user), code));
    }

    @Test
    default void an_event_to_a_user_reaches_each_connection_signed_in_as_it_once() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "b");
        TestConnection bob = connection(app, "b");
        ada.signIn("ada");
        secondAda.signIn("ada");
        bob.signIn("bob");

        publishToUser(app, "ada", "1", null);

        assertThat(ada.received()).containsExactly(userEvent("ada", "1"));
        assertThat(secondAda.received()).containsExactly(userEvent("ada", "1"));
        assertThat(bob.received()).isEmpty();
    }

    @Test
    default void an_event_to_a_user_skips_the_excluded_connection() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "b");
        ada.signIn("ada");
        secondAda.signIn("ada");

        publishToUser(app, "ada", "1", ada.id);

        assertThat(ada.received()).isEmpty();
        assertThat(secondAda.received()).containsExactly(userEvent("ada", "1"));
    }

    @Test
    default void a_signed_in_connection_receives_later_events() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        ada.signIn("ada");
        publishToUser(app, "ada", "early", null);

        TestConnection secondAda = connection(app, "a");
        secondAda.signIn("ada");
        publishToUser(app, "ada", "late", null);

        assertThat(secondAda.received()).containsExactly(userEvent("ada", "late"));
        assertThat(ada.received()).containsExactly(userEvent("ada", "early"), userEvent("ada", "late"));
    }

    @Test
    default void an_event_to_a_user_who_is_not_signed_in_is_accepted_and_dropped() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.join("presence-x", member("ada")); // a member who is not signed in

        publishToUser(app, "ada", "early", null);
        ada.signIn("ada");

        assertThat(ada.received()).isEmpty();
    }

    @Test
    default void users_of_two_apps_are_separate() {
        App mine = newApp();
        App yours = newApp();
        TestConnection ada = connection(mine);
        TestConnection other = connection(yours);
        ada.signIn("ada", "bob");
        other.signIn("ada", "bob");

        assertThat(connection(yours).signIn("bob", "ada").online()).containsExactly("ada");
        publishToUser(mine, "ada", "1", null);
        terminate(mine, "ada");

        assertThat(ada.received()).containsExactly(userEvent("ada", "1"), "terminate RECONNECT");
        assertThat(other.received()).containsExactly(online("bob"));
    }

    @Test
    default void terminating_a_user_reaches_all_its_connections_and_no_others() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "b");
        TestConnection bob = connection(app, "a");
        TestConnection present = connection(app, "a");
        ada.signIn("ada");
        secondAda.signIn("ada");
        bob.signIn("bob", "ada");
        present.join("presence-x", member("ada"));

        terminate(app, "ada");

        assertThat(ada.received()).containsExactly("terminate RECONNECT");
        assertThat(secondAda.received()).containsExactly("terminate RECONNECT");
        assertThat(bob.received()).isEmpty();
        assertThat(present.received()).isEmpty();
    }

    @Test
    default void connections_are_terminated_with_the_given_code() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "b");
        ada.signIn("ada");
        secondAda.signIn("ada");

        terminate(app, "ada", ErrorCode.UNAUTHORIZED);
        terminate(app, "ada", ErrorCode.RECONNECT);

        assertThat(ada.received()).containsExactly("terminate UNAUTHORIZED", "terminate RECONNECT");
        assertThat(secondAda.received()).containsExactly("terminate UNAUTHORIZED", "terminate RECONNECT");
    }

    @Test
    default void a_sign_in_after_a_termination_is_not_affected() {
        App app = newApp();
        connection(app, "a").signIn("ada");
        terminate(app, "ada");

        TestConnection ada = connection(app, "a");
        ada.signIn("ada");

        assertThat(ada.received()).isEmpty();
    }

    @Test
    default void terminating_an_unknown_user_does_nothing() {
        App app = newApp();
        TestConnection ada = connection(app);
        ada.signIn("ada");

        terminate(app, "nobody");

        assertThat(ada.received()).isEmpty();
    }

    @Test
    default void a_sign_in_returns_the_online_users_of_the_watchlist() {
        App app = newApp();
        connection(app, "a").signIn("bob");
        connection(app, "b").signIn("carol");
        connection(app, "b").join("presence-x", member("dan")); // a member is not signed in

        SignInResult ada = connection(app, "a").signIn("ada", "dan", "carol", "bob", "nobody");

        assertThat(ada.online()).containsExactlyInAnyOrder("bob", "carol");
    }

    @Test
    default void a_user_who_watches_itself_is_online_and_gets_no_online_event() {
        App app = newApp();
        TestConnection ada = connection(app);

        assertThat(ada.signIn("ada", "ada").online()).containsExactly("ada");
        assertThat(ada.received()).isEmpty();
    }

    @Test
    default void watchers_are_notified_of_the_first_sign_in_and_the_last_close() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        ada.signIn("ada", "bob");
        TestConnection bob = connection(app, "b");
        TestConnection secondBob = connection(app, "a");

        bob.signIn("bob");
        assertThat(ada.received()).containsExactly(online("bob"));
        secondBob.signIn("bob");
        assertThat(ada.received()).isEmpty();

        bob.disconnect();
        assertThat(ada.received()).isEmpty();
        secondBob.disconnect();
        assertThat(ada.received()).containsExactly(offline("bob"));
    }

    @Test
    default void only_watchers_are_notified() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "b");
        TestConnection eve = connection(app, "b");
        ada.signIn("ada", "bob", "x");
        secondAda.signIn("ada", "bob");
        eve.signIn("eve", "x");

        connection(app).signIn("bob");

        assertThat(ada.received()).containsExactly(online("bob"));
        assertThat(secondAda.received()).containsExactly(online("bob"));
        assertThat(eve.received()).isEmpty();
    }

    @Test
    default void signing_in_again_replaces_the_watchlist_without_an_online_event() {
        App app = newApp();
        TestConnection bob = connection(app);
        bob.signIn("bob", "ada");
        TestConnection carol = connection(app);
        carol.signIn("carol");
        TestConnection ada = connection(app, "b");
        ada.signIn("ada", "bob", "dan");
        bob.received();

        assertThat(ada.signIn("ada", "carol", "dan").online()).containsExactly("carol");

        assertThat(bob.received()).isEmpty();
        carol.disconnect();
        connection(app).signIn("dan");
        assertThat(ada.received()).containsExactly(offline("carol"), online("dan"));
        ada.disconnect();
        assertThat(bob.received()).containsExactly(offline("ada"));
    }

    @Test
    default void watchlists_of_two_connections_are_independent() {
        App app = newApp();
        TestConnection ada = connection(app, "a");
        TestConnection secondAda = connection(app, "a");
        ada.signIn("ada", "bob");
        secondAda.signIn("ada", "bob");

        secondAda.signIn("ada");
        connection(app).signIn("bob");

        assertThat(ada.received()).containsExactly(online("bob"));
        assertThat(secondAda.received()).isEmpty();
    }

    @Test
    default void a_watched_id_may_be_any_text() {
        App app = newApp();

        assertThat(connection(app).signIn("ada", "", "a b", "{x}:*", "☕").online())
                .isEmpty();
    }
}
