package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users: signing in, events to a user, and ending a user's connections (11.1 to 11.3, 4.7). */
class SignInIT {

    private static final String ADA = "{\"id\":\"ada\"}";
    private static final String ADAS = "#server-to-user-ada";
    private static final String SUCCEEDED = "pusher_internal:subscription_succeeded";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_sign_in_is_confirmed_with_the_very_text_of_user_data() {
        PusherClient client = app.connect();
        String userData = "{ \"id\" : \"user-123\",\n\"name\":\"\\u0041da ☕\", \"n\":1.0 }";

        client.sendSignIn(userData);

        assertThat(client.next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher:signin_success","data":{"user_data":%s}}""".formatted(Json.of(userData))));
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "\"ada\"",
                "null",
                "{}",
                "{\"user_id\":\"ada\"}",
                "{\"id\":7}",
                "{\"id\":null}",
                "{\"id\":\"\"}",
                "{\"id\":true}",
                "{\"id\":{}}",
                "{\"id\":[\"ada\"]}",
                "{\"id\":\"a b\"}",
                "{\"id\":\"a:b\"}",
                "{\"id\":\"a#b\"}",
                "{\"id\":\"ädä\"}",
                "{\"id\":\"ada\"}x",
                "{\"id\":\"ada\",\"id\":\"bob\"}"
            })
    void without_a_usable_id_nobody_signs_in(String userData) {
        PusherClient client = app.connect();

        client.sendSignIn(userData);

        client.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void user_data_that_are_no_string_are_refused() {
        PusherClient client = app.connect();
        String auth = app.signer().user(client.socketId(), ADA);

        client.send("pusher:signin", Map.of("auth", auth, "user_data", Map.of("id", "ada")));
        client.receivesError(4009);
        client.send("pusher:signin", Map.of("auth", auth));

        client.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void an_id_has_200_characters_at_most() {
        PusherClient client = app.connect();

        client.sendSignIn(Json.of(Map.of("id", "i".repeat(201))));

        client.receivesError(4009);
        client.signIn(Json.of(Map.of("id", "i".repeat(200))));
    }

    @Test
    void without_the_right_signature_nobody_signs_in() {
        PusherClient client = app.connect();
        PusherClient neighbour = app.connect();
        Signer signer = app.signer();
        String right = signer.user(client.socketId(), ADA);

        client.send("pusher:signin", Map.of("user_data", ADA));
        client.receivesError(4009);
        refused(client, "");
        refused(client, right.substring(right.indexOf(':') + 1));
        refused(client, "another-key" + right.substring(right.indexOf(':')));
        refused(client, right.substring(0, right.length() - 1));
        refused(client, signer.user(neighbour.socketId(), ADA));
        refused(client, signer.user(client.socketId(), "{\"id\":\"bob\"}"));
        refused(client, client.auth(ADA));
        refused(client, new Signer(app.key(), "another secret").user(client.socketId(), ADA));

        app.backend().publishToUser("ada", "n", "1");
        client.receivesNothingMore();
        client.signIn(ADA);
    }

    private static void refused(PusherClient client, String auth) {
        client.send("pusher:signin", Map.of("auth", auth, "user_data", ADA));
        client.receivesError(4009);
    }

    @Test
    void who_is_signed_in_stays_who_it_is() {
        PusherClient client = app.connect().signIn(ADA);

        client.sendSignIn("{\"id\":\"bob\"}");

        client.receivesError(4009);
        app.backend().publishToUser("bob", "n", "1");
        app.backend().publishToUser("ada", "n", "2");
        client.receives("n", ADAS, "2");
        client.receivesNothingMore();
    }

    @Test
    void signing_in_again_as_the_same_user_succeeds_and_changes_nothing() {
        PusherClient client = app.connect().signIn(ADA).signIn("{\"id\":\"ada\",\"name\":\"Ada\"}");

        app.backend().publishToUser("ada", "n", "1");

        client.receives("n", ADAS, "1");
        client.receivesNothingMore();
    }

    @Test
    void a_failed_second_sign_in_changes_nothing() {
        PusherClient client = app.connect().signIn(ADA);

        refused(client, "nonsense");

        app.backend().publishToUser("ada", "n", "1");
        client.receives("n", ADAS, "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
        {"event":"pusher:subscribe","data":{"auth":"","channel":"#server-to-user-ada"}}""", """
        {"event":"pusher:subscribe","data":{"channel":"#server-to-user-ada"}}"""})
    void a_user_may_subscribe_to_its_own_channel_without_a_signature(String subscribe) {
        PusherClient client = app.connect().signIn(ADA);

        client.send(subscribe);

        client.receives(SUCCEEDED, ADAS, "{}");
        client.receivesNothingMore();
    }

    @Test
    void nobody_subscribes_to_a_users_channel_unless_signed_in_as_that_very_user() {
        PusherClient stranger = app.connect();
        stranger.send("pusher:subscribe", Map.of("channel", ADAS));
        stranger.receivesError(4009);
        stranger.send("pusher:subscribe", Map.of("channel", ADAS, "auth", stranger.auth(ADAS)));
        stranger.receivesError(4009);
        stranger.signIn("{\"id\":\"ada2\"}");
        stranger.send("pusher:subscribe", Map.of("channel", ADAS, "auth", ""));
        stranger.receivesError(4009);
        stranger.send("pusher:subscribe", Map.of("channel", ADAS, "auth", stranger.auth(ADAS)));
        stranger.receivesError(4009);

        app.backend().publishToUser("ada", "n", "1");
        stranger.receivesNothingMore();
    }

    @Test
    void an_event_to_a_user_reaches_each_of_its_connections_once_subscribed_or_not() {
        PusherClient subscribed = app.connect().signIn(ADA);
        subscribed.send("pusher:subscribe", Map.of("channel", ADAS));
        subscribed.receives(SUCCEEDED, ADAS);
        PusherClient notSubscribed = app.connect().signIn(ADA);
        PusherClient bob = app.connect().signIn("{\"id\":\"bob\"}");
        PusherClient nobody = app.connect();

        app.backend().post("/users/ada/events", """
            {"name":"notification.created","data":"{\\"text\\":\\"hi\\"}"}""").expect(200);

        assertThat(subscribed.next().frame()).isEqualTo(Json.parse("""
            {"event":"notification.created","channel":"#server-to-user-ada","data":"{\\"text\\":\\"hi\\"}"}"""));
        notSubscribed.receives("notification.created", ADAS, "{\"text\":\"hi\"}");
        subscribed.receivesNothingMore();
        notSubscribed.receivesNothingMore();
        bob.receivesNothingMore();
        nobody.receivesNothingMore();
    }

    @Test
    void an_event_published_on_a_users_channel_is_an_event_to_the_user() {
        PusherClient client = app.connect().signIn(ADA);

        app.backend().publish(ADAS, "n", "1");
        app.backend()
                .post("/events", Json.of(Map.of("name", "n", "channels", new String[] {ADAS}, "data", "2")))
                .expect(200);

        client.receives("n", ADAS, "1");
        client.receives("n", ADAS, "2");
        client.receivesNothingMore();
    }

    @Test
    void the_socket_that_a_publisher_names_is_left_out() {
        PusherClient one = app.connect().signIn(ADA);
        PusherClient two = app.connect().signIn(ADA);

        app.backend()
                .post("/users/ada/events", Json.of(Map.of("name", "n", "data", "1", "socket_id", one.socketId())))
                .expect(200);

        two.receives("n", ADAS, "1");
        one.receivesNothingMore();
    }

    @Test
    void a_member_of_a_presence_channel_is_not_signed_in() {
        PusherClient member = app.connect().join("presence-room", "ada");

        app.backend().publishToUser("ada", "n", "1");
        member.receivesNothingMore();

        member.send("pusher:subscribe", Map.of("channel", ADAS));
        member.receivesError(4009);
    }

    @Test
    void a_signed_in_user_is_not_a_member() {
        app.connect().signIn(ADA);
        PusherClient bob = app.connect();

        bob.sendJoin("presence-room", "{\"user_id\":\"bob\"}");

        bob.receives(SUCCEEDED, "presence-room", """
            {"presence":{"count":1,"ids":["bob"],"hash":{"bob":{}}}}""");
    }

    @Test
    void a_users_channel_is_invisible_to_backends() {
        PusherClient client = app.connect().signIn(ADA);
        client.send("pusher:subscribe", Map.of("channel", ADAS));
        client.receives(SUCCEEDED, ADAS);

        assertThat(app.backend().get("/channels").json()).isEqualTo(Json.parse("{\"channels\":{}}"));
    }

    @Test
    void a_users_channel_has_no_subscription_count() {
        TestApp counting = server.app(Map.of("subscription_counts", true));
        PusherClient client = counting.connect().signIn(ADA);

        client.send("pusher:subscribe", Map.of("channel", ADAS));

        client.receives(SUCCEEDED, ADAS);
        client.receivesNothingMore();
    }

    @Test
    void the_same_user_of_two_apps_never_meets() {
        PusherClient here = app.connect().signIn(ADA);
        PusherClient there = server.app().connect().signIn(ADA);

        app.backend().publishToUser("ada", "n", "1");

        here.receives("n", ADAS, "1");
        there.receivesNothingMore();
    }

    @Test
    void terminating_closes_every_connection_that_is_signed_in_as_the_user_and_no_other() {
        PusherClient one = app.connect().signIn(ADA);
        PusherClient two = app.connect().signIn(ADA);
        PusherClient member = app.connect().join("presence-room", "ada");
        PusherClient bob = app.connect().signIn("{\"id\":\"bob\"}");
        PusherClient elsewhere = server.app().connect().signIn(ADA);

        app.backend().terminate("ada");

        one.closedWith(4200);
        two.closedWith(4200);
        member.receivesNothingMore();
        bob.receivesNothingMore();
        elsewhere.receivesNothingMore();
    }

    @Test
    void who_was_terminated_may_come_back() {
        PusherClient client = app.connect().signIn(ADA);
        app.backend().terminate("ada");
        client.closedWith(4200);

        PusherClient back = app.connect().signIn(ADA);

        app.backend().publishToUser("ada", "n", "1");
        back.receives("n", ADAS, "1");
    }

    @Test
    void who_was_terminated_leaves_its_channels() {
        PusherClient observer = app.connect().join("presence-room", "observer");
        PusherClient client = app.connect().signIn(ADA).join("presence-room", "ada");
        observer.receives("pusher_internal:member_added", "presence-room");

        app.backend().terminate("ada");

        client.closedWith(4200);
        observer.receives("pusher_internal:member_removed", "presence-room", "{\"user_id\":\"ada\"}");
    }

    @Test
    void terminating_nobody_is_no_error_and_no_ban() {
        app.backend().terminate("ada");
        app.backend().terminate("ada");

        app.connect().signIn(ADA).receivesNothingMore();
    }

    @Test
    void the_identity_ends_with_the_connection() {
        PusherClient watcher = app.connect().signIn("{\"id\":\"bob\",\"watchlist\":[\"ada\"]}");
        watcher.receives("pusher_internal:watchlist_events");
        PusherClient client = app.connect().signIn(ADA);
        watcher.receives("pusher_internal:watchlist_events");

        client.close();

        watcher.receives("pusher_internal:watchlist_events", PusherClient.NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["ada"]}]}""");
    }
}
