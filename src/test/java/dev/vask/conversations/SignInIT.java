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

/** Users: signing in, events to a user, and terminating a user's connections (11.1 to 11.3, 4.7). */
class SignInIT {

    private static final String ADA = "{\"id\":\"ada\"}";
    private static final String ADA_CHANNEL = "#server-to-user-ada";
    private static final String SUCCEEDED = "pusher_internal:subscription_succeeded";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_sign_in_is_confirmed_with_the_unchanged_user_data() {
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
    void user_data_without_a_valid_id_is_rejected(String userData) {
        PusherClient client = app.connect();

        client.sendSignIn(userData);

        client.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void user_data_must_be_a_string() {
        PusherClient client = app.connect();
        String auth = app.signer().user(client.socketId(), ADA);

        client.send("pusher:signin", Map.of("auth", auth, "user_data", Map.of("id", "ada")));
        client.receivesError(4009);
        client.send("pusher:signin", Map.of("auth", auth));

        client.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void an_id_is_limited_to_200_characters() {
        PusherClient client = app.connect();

        client.sendSignIn(Json.of(Map.of("id", "i".repeat(201))));

        client.receivesError(4009);
        client.signIn(Json.of(Map.of("id", "i".repeat(200))));
    }

    @Test
    void an_invalid_signature_is_rejected() {
        PusherClient client = app.connect();
        PusherClient otherClient = app.connect();
        Signer signer = app.signer();
        String right = signer.user(client.socketId(), ADA);

        client.send("pusher:signin", Map.of("user_data", ADA));
        client.receivesError(4009);
        rejected(client, "");
        rejected(client, right.substring(right.indexOf(':') + 1));
        rejected(client, "another-key" + right.substring(right.indexOf(':')));
        rejected(client, right.substring(0, right.length() - 1));
        rejected(client, signer.user(otherClient.socketId(), ADA));
        rejected(client, signer.user(client.socketId(), "{\"id\":\"bob\"}"));
        rejected(client, client.auth(ADA));
        rejected(client, new Signer(app.key(), "another secret").user(client.socketId(), ADA));

        app.backend().publishToUser("ada", "n", "1");
        client.receivesNothingMore();
        client.signIn(ADA);
    }

    private static void rejected(PusherClient client, String auth) {
        client.send("pusher:signin", Map.of("auth", auth, "user_data", ADA));
        client.receivesError(4009);
    }

    @Test
    void a_signed_in_connection_cannot_change_its_user() {
        PusherClient client = app.connect().signIn(ADA);

        client.sendSignIn("{\"id\":\"bob\"}");

        client.receivesError(4009);
        app.backend().publishToUser("bob", "n", "1");
        app.backend().publishToUser("ada", "n", "2");
        client.receives("n", ADA_CHANNEL, "2");
        client.receivesNothingMore();
    }

    @Test
    void signing_in_again_as_the_same_user_succeeds_and_changes_nothing() {
        PusherClient client = app.connect().signIn(ADA).signIn("{\"id\":\"ada\",\"name\":\"Ada\"}");

        app.backend().publishToUser("ada", "n", "1");

        client.receives("n", ADA_CHANNEL, "1");
        client.receivesNothingMore();
    }

    @Test
    void a_failed_second_sign_in_changes_nothing() {
        PusherClient client = app.connect().signIn(ADA);

        rejected(client, "nonsense");

        app.backend().publishToUser("ada", "n", "1");
        client.receives("n", ADA_CHANNEL, "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
        {"event":"pusher:subscribe","data":{"auth":"","channel":"#server-to-user-ada"}}""", """
        {"event":"pusher:subscribe","data":{"channel":"#server-to-user-ada"}}"""})
    void a_user_can_subscribe_to_its_own_channel_without_a_signature(String subscribe) {
        PusherClient client = app.connect().signIn(ADA);

        client.send(subscribe);

        client.receives(SUCCEEDED, ADA_CHANNEL, "{}");
        client.receivesNothingMore();
    }

    @Test
    void only_the_signed_in_user_can_subscribe_to_its_channel() {
        PusherClient otherClient = app.connect();
        otherClient.send("pusher:subscribe", Map.of("channel", ADA_CHANNEL));
        otherClient.receivesError(4009);
        otherClient.send("pusher:subscribe", Map.of("channel", ADA_CHANNEL, "auth", otherClient.auth(ADA_CHANNEL)));
        otherClient.receivesError(4009);
        otherClient.signIn("{\"id\":\"ada2\"}");
        otherClient.send("pusher:subscribe", Map.of("channel", ADA_CHANNEL, "auth", ""));
        otherClient.receivesError(4009);
        otherClient.send("pusher:subscribe", Map.of("channel", ADA_CHANNEL, "auth", otherClient.auth(ADA_CHANNEL)));
        otherClient.receivesError(4009);

        app.backend().publishToUser("ada", "n", "1");
        otherClient.receivesNothingMore();
    }

    @Test
    void an_event_to_a_user_reaches_each_of_its_connections_once() {
        PusherClient subscribed = app.connect().signIn(ADA);
        subscribed.send("pusher:subscribe", Map.of("channel", ADA_CHANNEL));
        subscribed.receives(SUCCEEDED, ADA_CHANNEL);
        PusherClient notSubscribed = app.connect().signIn(ADA);
        PusherClient bob = app.connect().signIn("{\"id\":\"bob\"}");
        PusherClient nobody = app.connect();

        app.backend().post("/users/ada/events", """
            {"name":"notification.created","data":"{\\"text\\":\\"hi\\"}"}""").expect(200);

        assertThat(subscribed.next().frame()).isEqualTo(Json.parse("""
            {"event":"notification.created","channel":"#server-to-user-ada","data":"{\\"text\\":\\"hi\\"}"}"""));
        notSubscribed.receives("notification.created", ADA_CHANNEL, "{\"text\":\"hi\"}");
        subscribed.receivesNothingMore();
        notSubscribed.receivesNothingMore();
        bob.receivesNothingMore();
        nobody.receivesNothingMore();
    }

    @Test
    void an_event_published_on_a_users_channel_is_an_event_to_the_user() {
        PusherClient client = app.connect().signIn(ADA);

        app.backend().publish(ADA_CHANNEL, "n", "1");
        app.backend()
                .post("/events", Json.of(Map.of("name", "n", "channels", new String[] {ADA_CHANNEL}, "data", "2")))
                .expect(200);

        client.receives("n", ADA_CHANNEL, "1");
        client.receives("n", ADA_CHANNEL, "2");
        client.receivesNothingMore();
    }

    @Test
    void the_socket_id_of_an_event_is_excluded() {
        PusherClient one = app.connect().signIn(ADA);
        PusherClient two = app.connect().signIn(ADA);

        app.backend()
                .post("/users/ada/events", Json.of(Map.of("name", "n", "data", "1", "socket_id", one.socketId())))
                .expect(200);

        two.receives("n", ADA_CHANNEL, "1");
        one.receivesNothingMore();
    }

    @Test
    void a_member_of_a_presence_channel_is_not_signed_in() {
        PusherClient member = app.connect().join("presence-room", "ada");

        app.backend().publishToUser("ada", "n", "1");
        member.receivesNothingMore();

        member.send("pusher:subscribe", Map.of("channel", ADA_CHANNEL));
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
        client.send("pusher:subscribe", Map.of("channel", ADA_CHANNEL));
        client.receives(SUCCEEDED, ADA_CHANNEL);

        assertThat(app.backend().get("/channels").json()).isEqualTo(Json.parse("{\"channels\":{}}"));
    }

    @Test
    void a_users_channel_has_no_subscription_count() {
        TestApp counting = server.app(Map.of("subscription_counts", true));
        PusherClient client = counting.connect().signIn(ADA);

        client.send("pusher:subscribe", Map.of("channel", ADA_CHANNEL));

        client.receives(SUCCEEDED, ADA_CHANNEL);
        client.receivesNothingMore();
    }

    @Test
    void apps_do_not_share_users() {
        PusherClient here = app.connect().signIn(ADA);
        PusherClient there = server.app().connect().signIn(ADA);

        app.backend().publishToUser("ada", "n", "1");

        here.receives("n", ADA_CHANNEL, "1");
        there.receivesNothingMore();
    }

    @Test
    void terminating_closes_only_the_connections_of_the_signed_in_user() {
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
    void a_terminated_user_can_reconnect() {
        PusherClient client = app.connect().signIn(ADA);
        app.backend().terminate("ada");
        client.closedWith(4200);

        PusherClient reconnected = app.connect().signIn(ADA);

        app.backend().publishToUser("ada", "n", "1");
        reconnected.receives("n", ADA_CHANNEL, "1");
    }

    @Test
    void a_terminated_user_leaves_its_channels() {
        PusherClient observer = app.connect().join("presence-room", "observer");
        PusherClient client = app.connect().signIn(ADA).join("presence-room", "ada");
        observer.receives("pusher_internal:member_added", "presence-room");

        app.backend().terminate("ada");

        client.closedWith(4200);
        observer.receives("pusher_internal:member_removed", "presence-room", "{\"user_id\":\"ada\"}");
    }

    @Test
    void terminating_an_offline_user_succeeds_and_does_not_ban_it() {
        app.backend().terminate("ada");
        app.backend().terminate("ada");

        app.connect().signIn(ADA).receivesNothingMore();
    }

    @Test
    void the_user_goes_offline_with_its_connection() {
        PusherClient watcher = app.connect().signIn("{\"id\":\"bob\",\"watchlist\":[\"ada\"]}");
        watcher.receives("pusher_internal:watchlist_events");
        PusherClient client = app.connect().signIn(ADA);
        watcher.receives("pusher_internal:watchlist_events");

        client.close();

        watcher.receives("pusher_internal:watchlist_events", PusherClient.NO_CHANNEL, """
            {"events":[{"name":"offline","user_ids":["ada"]}]}""");
    }
}
