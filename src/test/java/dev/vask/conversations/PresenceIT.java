package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is there (section 7): by user, not by socket. */
class PresenceIT {

    private static final String SUCCEEDED = "pusher_internal:subscription_succeeded";
    private static final String ADDED = "pusher_internal:member_added";
    private static final String REMOVED = "pusher_internal:member_removed";
    private static final String LOBBY = "presence-lobby";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_newcomer_sees_everybody_itself_included() {
        app.connect().join(LOBBY, "user-123", "{\"name\":\"Ada\"}");
        PusherClient newcomer = app.connect();

        newcomer.sendJoin(LOBBY, "{\"user_id\":\"user-456\"}");

        newcomer.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":2,"ids":["user-123","user-456"],"hash":{"user-123":{"name":"Ada"},"user-456":{}}}}""");
        newcomer.receivesNothingMore();
    }

    @Test
    void a_newcomer_is_announced_to_those_already_present() {
        PusherClient alice = app.connect().join(LOBBY, "alice");

        PusherClient bob = app.connect().join(LOBBY, "bob", "{\"name\":\"Bob\"}");

        assertThat(alice.next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher_internal:member_added","channel":"presence-lobby",\
            "data":"{\\"user_id\\":\\"bob\\",\\"user_info\\":{\\"name\\":\\"Bob\\"}}"}"""));
        alice.receivesNothingMore();
        bob.receivesNothingMore();
    }

    @Test
    void a_newcomer_without_info_is_announced_with_an_empty_one() {
        PusherClient alice = app.connect().join(LOBBY, "alice");

        app.connect().join(LOBBY, "bob");

        alice.receives(ADDED, LOBBY, "{\"user_id\":\"bob\",\"user_info\":{}}");
    }

    @Test
    void more_sockets_of_a_user_are_one_member() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient bob = app.connect().join(LOBBY, "bob");
        alice.receives(ADDED, LOBBY);

        PusherClient second = app.connect();
        second.sendJoin(LOBBY, "{\"user_id\":\"bob\"}");

        second.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":2,"ids":["alice","bob"],"hash":{"alice":{},"bob":{}}}}""");
        alice.receivesNothingMore();
        bob.receivesNothingMore();
    }

    @Test
    void a_member_leaves_with_its_last_socket() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient first = app.connect().join(LOBBY, "bob");
        PusherClient second = app.connect().join(LOBBY, "bob");
        alice.receives(ADDED, LOBBY);

        first.unsubscribe(LOBBY).awaitProcessed();
        alice.receivesNothingMore();
        second.unsubscribe(LOBBY).awaitProcessed();

        assertThat(alice.next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher_internal:member_removed","channel":"presence-lobby","data":"{\\"user_id\\":\\"bob\\"}"}"""));
        alice.receivesNothingMore();
        first.receivesNothingMore();
        second.receivesNothingMore();
    }

    @Test
    void a_member_leaves_when_its_connection_closes() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient bob = app.connect().join(LOBBY, "bob");
        alice.receives(ADDED, LOBBY);

        bob.close();

        alice.receives(REMOVED, LOBBY, "{\"user_id\":\"bob\"}");
        alice.receivesNothingMore();
    }

    @Test
    void a_member_leaves_when_its_connection_vanishes() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient bob = app.connect().join(LOBBY, "bob");
        alice.receives(ADDED, LOBBY);

        bob.abort();

        alice.receives(REMOVED, LOBBY, "{\"user_id\":\"bob\"}");
        alice.receivesNothingMore();
    }

    @Test
    void a_member_may_come_back() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient bob = app.connect().join(LOBBY, "bob", "1");
        alice.receives(ADDED, LOBBY, "{\"user_id\":\"bob\",\"user_info\":1}");

        bob.unsubscribe(LOBBY);
        bob.join(LOBBY, "bob", "2");

        alice.receives(REMOVED, LOBBY, "{\"user_id\":\"bob\"}");
        alice.receives(ADDED, LOBBY, "{\"user_id\":\"bob\",\"user_info\":2}");
        alice.receivesNothingMore();
    }

    @Test
    void a_socket_may_come_back_as_somebody_else() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient client = app.connect().join(LOBBY, "bob");

        client.unsubscribe(LOBBY);
        client.join(LOBBY, "carol");

        alice.receives(ADDED, LOBBY, "{\"user_id\":\"bob\",\"user_info\":{}}");
        alice.receives(REMOVED, LOBBY, "{\"user_id\":\"bob\"}");
        alice.receives(ADDED, LOBBY, "{\"user_id\":\"carol\",\"user_info\":{}}");
    }

    @Test
    void a_socket_that_is_there_cannot_join_as_somebody_else() {
        PusherClient alice = app.connect().join(LOBBY, "alice");

        alice.sendJoin(LOBBY, "{\"user_id\":\"bob\"}");

        alice.receivesError(null);
        alice.receivesNothingMore();
        assertThat(users()).isEqualTo(Json.parse("{\"users\":[{\"id\":\"alice\"}]}"));
    }

    @Test
    void a_numeric_id_is_a_string_from_then_on() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient ten = app.connect();

        ten.sendJoin(LOBBY, "{\"user_id\":10}");

        ten.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":2,"ids":["alice","10"],"hash":{"alice":{},"10":{}}}}""");
        alice.receives(ADDED, LOBBY, "{\"user_id\":\"10\",\"user_info\":{}}");
        app.connect().join(LOBBY, "10");
        alice.receivesNothingMore();
        assertThat(users()).isEqualTo(Json.parse("{\"users\":[{\"id\":\"alice\"},{\"id\":\"10\"}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "\"alice\"",
                "7",
                "null",
                "{}",
                "{\"id\":\"alice\"}",
                "{\"user_id\":\"\"}",
                "{\"user_id\":null}",
                "{\"user_id\":true}",
                "{\"user_id\":{}}",
                "{\"user_id\":[\"alice\"]}",
                "{\"user_id\":1.5}",
                "{\"user_id\":\"alice\"}x",
                "{\"user_id\":\"alice\",\"user_id\":\"bob\"}"
            })
    void without_a_usable_identity_nobody_joins(String channelData) {
        PusherClient observer = app.connect().join(LOBBY, "observer");
        PusherClient client = app.connect();

        client.sendJoin(LOBBY, channelData);

        client.receivesError(4009);
        client.receivesNothingMore();
        observer.receivesNothingMore();
    }

    @Test
    void channel_data_that_are_no_string_are_refused() {
        PusherClient client = app.connect();

        client.send(
                "pusher:subscribe",
                Map.of(
                        "channel", LOBBY,
                        "auth", client.auth(LOBBY, "{\"user_id\":\"alice\"}"),
                        "channel_data", Map.of("user_id", "alice")));

        client.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void without_channel_data_nobody_joins_who_is_not_signed_in() {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", LOBBY, "auth", client.auth(LOBBY)));

        client.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void a_user_id_has_128_characters_at_most() {
        PusherClient client = app.connect();

        client.sendJoin(LOBBY, Json.of(Map.of("user_id", "i".repeat(129))));

        client.receivesError(4009);
        client.join(LOBBY, "i".repeat(128));
    }

    @Test
    void a_user_info_has_1024_bytes_at_most() {
        PusherClient client = app.connect();
        String longest = Json.of("i".repeat(1022));

        client.sendJoin(LOBBY, "{\"user_id\":\"alice\",\"user_info\":%s}".formatted(Json.of("i".repeat(1023))));

        client.receivesError(4009);
        client.sendJoin(LOBBY, "{\"user_id\":\"alice\",\"user_info\":%s}".formatted(longest));
        client.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":1,"ids":["alice"],"hash":{"alice":%s}}}""".formatted(longest));
    }

    @Test
    void a_user_info_is_measured_in_bytes_not_in_characters() {
        PusherClient client = app.connect();

        client.sendJoin(LOBBY, "{\"user_id\":\"alice\",\"user_info\":%s}".formatted(Json.of("é".repeat(511) + "e")));

        client.receivesError(4009);
        client.join(LOBBY, "alice", Json.of("é".repeat(511)));
    }

    @Test
    void a_user_info_is_measured_without_its_spaces_and_escapes() {
        PusherClient client = app.connect();
        String spaced = "{\"user_id\":\"alice\",\"user_info\":%s[\"\\u00e9\"]}".formatted(" ".repeat(2000));

        client.sendJoin(LOBBY, spaced);

        client.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":1,"ids":["alice"],"hash":{"alice":["é"]}}}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"b\":[1,2.5,true,null]}}",
                "\"text\"",
                "7",
                "false",
                "[]",
                "12345678901234567890",
                "\"\\\"☕\\n\""
            })
    void a_user_info_may_be_any_json(String info) {
        PusherClient alice = app.connect().join(LOBBY, "alice");

        app.connect().join(LOBBY, "bob", info);

        alice.receives(ADDED, LOBBY, "{\"user_id\":\"bob\",\"user_info\":%s}".formatted(info));
    }

    @Test
    void the_info_of_a_users_first_socket_stays() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient first = app.connect().join(LOBBY, "bob", "1");
        alice.receives(ADDED, LOBBY, "{\"user_id\":\"bob\",\"user_info\":1}");
        PusherClient second = app.connect();

        second.sendJoin(LOBBY, "{\"user_id\":\"bob\",\"user_info\":2}");
        second.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":2,"ids":["alice","bob"],"hash":{"alice":{},"bob":1}}}""");
        first.unsubscribe(LOBBY).awaitProcessed();

        PusherClient third = app.connect();
        third.sendJoin(LOBBY, "{\"user_id\":\"bob\",\"user_info\":3}");
        third.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":2,"ids":["alice","bob"],"hash":{"alice":{},"bob":1}}}""");
        alice.receivesNothingMore();
    }

    @Test
    void a_hundred_members_fit_and_no_more() {
        List<PusherClient> members = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            members.add(app.connect().join(LOBBY, "user-" + i));
        }
        PusherClient late = app.connect();

        late.sendJoin(LOBBY, "{\"user_id\":\"user-101\"}");

        late.receivesError(4100);
        late.receivesNothingMore();
        members.getLast().receivesNothingMore();
        late.sendJoin(LOBBY, "{\"user_id\":\"user-7\"}");
        JsonNode roster = late.receives(SUCCEEDED, LOBBY).data().path("presence");
        assertThat(roster.path("count").intValue()).isEqualTo(100);
        assertThat(roster.path("ids")).hasSize(100);
        assertThat(roster.path("hash")).hasSize(100);
        members.getFirst().close();
        members.getLast().receives(REMOVED, LOBBY, "{\"user_id\":\"user-1\"}");
        app.connect().join(LOBBY, "user-101");
    }

    @Test
    void an_app_may_allow_fewer_members() {
        TestApp small = server.app(Map.of("quotas", Map.of("max_presence_members", 1)));
        small.connect().join(LOBBY, "alice");
        small.connect().join(LOBBY, "alice");
        PusherClient bob = small.connect();

        bob.sendJoin(LOBBY, "{\"user_id\":\"bob\"}");

        bob.receivesError(4100);
        bob.join("presence-elsewhere", "bob");
    }

    @Test
    void who_is_signed_in_needs_no_channel_data() {
        PusherClient alice = app.connect().join(LOBBY, "alice");
        PusherClient bob = app.connect().signIn("{\"id\":\"bob\",\"user_info\":{\"name\":\"Bob\"}}");

        bob.send("pusher:subscribe", Map.of("channel", LOBBY, "auth", bob.auth(LOBBY)));

        bob.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":2,"ids":["alice","bob"],"hash":{"alice":{},"bob":{"name":"Bob"}}}}""");
        alice.receives(ADDED, LOBBY, "{\"user_id\":\"bob\",\"user_info\":{\"name\":\"Bob\"}}");
    }

    @Test
    void who_is_signed_in_may_still_join_as_somebody_else() {
        PusherClient client = app.connect().signIn("{\"id\":\"bob\"}");

        client.sendJoin(LOBBY, "{\"user_id\":\"carol\"}");

        client.receives(SUCCEEDED, LOBBY, """
            {"presence":{"count":1,"ids":["carol"],"hash":{"carol":{}}}}""");
    }

    @Test
    void who_is_signed_in_needs_a_signature_all_the_same() {
        PusherClient client = app.connect().signIn("{\"id\":\"bob\"}");

        client.send("pusher:subscribe", Map.of("channel", LOBBY));

        client.receivesError(4009);
    }

    @Test
    void rosters_of_two_channels_and_two_apps_never_meet() {
        PusherClient here = app.connect().join(LOBBY, "alice");
        PusherClient elsewhere = app.connect().join("presence-other", "alice");
        PusherClient there = server.app().connect().join(LOBBY, "alice");

        app.connect().join(LOBBY, "bob");

        here.receives(ADDED, LOBBY);
        elsewhere.receivesNothingMore();
        there.receivesNothingMore();
    }

    @Test
    void a_presence_cache_channel_has_members_too() {
        PusherClient alice = app.connect().join("presence-cache-lobby", "alice");
        alice.receives("pusher:cache_miss", "presence-cache-lobby", "{}");

        PusherClient bob = app.connect().join("presence-cache-lobby", "bob");

        alice.receives(ADDED, "presence-cache-lobby", "{\"user_id\":\"bob\",\"user_info\":{}}");
        bob.close();
        alice.receives(REMOVED, "presence-cache-lobby", "{\"user_id\":\"bob\"}");
        alice.receivesNothingMore();
    }

    private JsonNode users() {
        return app.backend().get("/channels/" + LOBBY + "/users").json();
    }
}
