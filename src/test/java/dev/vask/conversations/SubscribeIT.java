package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscribing and unsubscribing (5.4), on every type of channel (section 6). */
class SubscribeIT {

    private static final String SUCCEEDED = "pusher_internal:subscription_succeeded";

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @Test
    void a_public_channel_is_open_to_all() {
        PusherClient client = app.connect();

        client.send("""
            {"event":"pusher:subscribe","data":{"channel":"public-feed"}}""");

        assertThat(client.next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher_internal:subscription_succeeded","channel":"public-feed","data":"{}"}"""));
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "key:0123"})
    void a_signature_that_is_not_needed_is_not_looked_at(String auth) {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", "public-feed", "auth", auth));

        client.receives(SUCCEEDED, "public-feed", "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Private-x",
                "my-private-x",
                "my-presence-x",
                "my-cache-x",
                "private",
                "presence",
                "cache",
                "privatex",
                "PRESENCE-x",
                "encrypted-x"
            })
    void the_prefix_decides_and_is_exact(String channel) {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", channel));

        client.receives(SUCCEEDED, channel, "{}");
        client.receivesNothingMore();
    }

    @Test
    void a_public_cache_channel_is_open_to_all() {
        PusherClient client = app.connect().subscribe("cache-weather");

        client.receives("pusher:cache_miss", "cache-weather", "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-x", "private-encrypted-x"})
    void a_private_channel_takes_a_signature(String channel) {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", channel, "auth", client.auth(channel)));

        client.receives(SUCCEEDED, channel, "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-cache-x", "private-encrypted-cache-x"})
    void a_private_cache_channel_takes_a_signature(String channel) {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", channel, "auth", client.auth(channel)));

        client.receives(SUCCEEDED, channel, "{}");
        client.receives("pusher:cache_miss", channel, "{}");
        client.receivesNothingMore();
    }

    @Test
    void a_presence_channel_takes_a_signature_over_the_identity_too() {
        PusherClient client = app.connect();

        client.sendJoin("presence-x", "{\"user_id\":\"ada\"}");

        client.receives(SUCCEEDED, "presence-x", """
            {"presence":{"count":1,"ids":["ada"],"hash":{"ada":{}}}}""");
        client.receivesNothingMore();
    }

    @Test
    void a_presence_cache_channel_takes_a_signature_over_the_identity_too() {
        PusherClient client = app.connect();

        client.sendJoin("presence-cache-x", "{\"user_id\":\"ada\"}");

        client.receives(SUCCEEDED, "presence-cache-x", """
            {"presence":{"count":1,"ids":["ada"],"hash":{"ada":{}}}}""");
        client.receives("pusher:cache_miss", "presence-cache-x", "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-x", "private-cache-x", "private-encrypted-x", "private-encrypted-cache-x"})
    void without_the_right_signature_nobody_gets_in(String channel) {
        PusherClient client = app.connect();
        PusherClient neighbour = app.connect();
        String right = client.auth(channel);
        String signature = right.substring(right.indexOf(':') + 1);

        client.send("pusher:subscribe", Map.of("channel", channel));
        client.receivesError(4009);
        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":null}}".formatted(channel));
        client.receivesError(4009);
        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":7}}".formatted(channel));
        client.receivesError(4009);
        refused(client, channel, "");
        refused(client, channel, ":");
        refused(client, channel, signature);
        refused(client, channel, ":" + signature);
        refused(client, channel, app.key() + ":");
        refused(client, channel, "another-key:" + signature);
        refused(client, channel, app.key() + ":" + signature.substring(1));
        refused(client, channel, app.key() + ":" + "0".repeat(64));
        refused(client, channel, app.key() + ":" + signature.toUpperCase(Locale.ROOT) + "A");
        refused(client, channel, right + ":" + signature);
        refused(client, channel, neighbour.auth(channel));
        refused(client, channel, client.auth(channel + "y"));
        refused(client, channel, new Signer(app.key(), "another secret").channel(client.socketId(), channel));

        app.backend().publish(channel, "secret", "{}");
        client.receivesNothingMore();
    }

    private static void refused(PusherClient client, String channel, String auth) {
        client.send("pusher:subscribe", Map.of("channel", channel, "auth", auth));
        client.receivesError(4009);
    }

    @Test
    void a_presence_channel_refuses_a_signature_over_other_data() {
        PusherClient client = app.connect();
        String ada = "{\"user_id\":\"ada\"}";
        String bob = "{\"user_id\":\"bob\"}";

        client.send(
                "pusher:subscribe",
                Map.of("channel", "presence-x", "auth", client.auth("presence-x", ada), "channel_data", bob));
        client.receivesError(4009);
        client.send(
                "pusher:subscribe",
                Map.of("channel", "presence-x", "auth", client.auth("presence-x"), "channel_data", ada));
        client.receivesError(4009);
        client.send("pusher:subscribe", Map.of("channel", "presence-x", "channel_data", ada));

        client.receivesError(4009);
        client.receivesNothingMore();
    }

    @Test
    void the_signature_is_over_the_very_text_of_channel_data() {
        PusherClient client = app.connect();
        String spaced = "{ \"user_id\" : \"ada\" ,\n \"user_info\" : { \"name\" : \"\\u0041da \\u2615\" } }";

        client.sendJoin("presence-x", spaced);

        client.receives(SUCCEEDED, "presence-x", """
            {"presence":{"count":1,"ids":["ada"],"hash":{"ada":{"name":"Ada ☕"}}}}""");
    }

    @Test
    void channel_data_on_a_private_channel_is_part_of_what_is_signed() {
        PusherClient client = app.connect();

        client.send(
                "pusher:subscribe",
                Map.of("channel", "private-x", "auth", client.auth("private-x"), "channel_data", "anything"));
        client.receivesError(4009);
        client.send(
                "pusher:subscribe",
                Map.of(
                        "channel",
                        "private-x",
                        "auth",
                        client.auth("private-x", "anything"),
                        "channel_data",
                        "anything"));

        client.receives(SUCCEEDED, "private-x", "{}");
        client.receivesNothingMore();
    }

    @Test
    void a_refusal_leaves_other_subscriptions_alone() {
        PusherClient client = app.connect().subscribe("news").subscribePrivate("private-x");

        refused(client, "private-y", "nonsense");

        app.backend().publish("news", "n", "1");
        client.receives("n", "news", "1");
        app.backend().publish("private-x", "n", "2");
        client.receives("n", "private-x", "2");
        client.receivesNothingMore();
    }

    @Test
    void a_second_subscribe_is_refused_and_the_first_continues() {
        PusherClient client = app.connect().subscribe("news");

        client.send("pusher:subscribe", Map.of("channel", "news"));

        client.receivesError(null);
        app.backend().publish("news", "n", "1");
        client.receives("n", "news", "1");
        client.receivesNothingMore();
        assertThat(app.backend()
                        .get("/channels/news", Map.of("info", "subscription_count"))
                        .json())
                .isEqualTo(Json.parse("{\"occupied\":true,\"subscription_count\":1}"));
    }

    @Test
    void a_second_subscribe_is_undone_by_one_unsubscribe() {
        PusherClient client = app.connect().subscribe("news");
        client.send("pusher:subscribe", Map.of("channel", "news"));
        client.receivesError(null);

        client.unsubscribe("news").awaitProcessed();

        app.backend().publish("news", "n", "1");
        client.receivesNothingMore();
        assertThat(app.backend().get("/channels/news").json()).isEqualTo(Json.parse("{\"occupied\":false}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "news!",
                "a/b",
                "a:b",
                "a#b",
                "#news",
                "ünï",
                "a\\u0000b",
                "news\\n",
                "#server-to-user",
                "☕"
            })
    void an_invalid_name_is_refused(String name) {
        PusherClient client = app.connect();

        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\"}}".formatted(name));

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @Test
    void a_name_has_164_characters_at_most() {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", "n".repeat(165)));

        assertThat(client.receivesError(null).data().path("message").asText()).contains("164", "165");
        client.subscribe("n".repeat(164));
    }

    @Test
    void a_prefix_counts_as_part_of_the_name() {
        PusherClient client = app.connect();
        String longest = "private-" + "n".repeat(156);

        client.send("pusher:subscribe", Map.of("channel", longest + "n", "auth", client.auth(longest + "n")));

        client.receivesError(null);
        client.subscribePrivate(longest);
    }

    @Test
    void every_legal_character_is_legal() {
        PusherClient client = app.connect().subscribe("azAZ09_-=@,.;");

        app.backend().publish("azAZ09_-=@,.;", "n", "1");

        client.receives("n", "azAZ09_-=@,.;", "1");
    }

    @Test
    void unsubscribing_is_not_acknowledged_and_ends_the_events() {
        PusherClient client = app.connect().subscribe("news").subscribe("weather");

        client.send("""
            {"event":"pusher:unsubscribe","data":{"channel":"news"}}""");

        client.awaitProcessed();
        app.backend().publish("news", "n", "1");
        app.backend().publish("weather", "n", "2");
        client.receives("n", "weather", "2");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"never-subscribed", "private-never", "presence-never", "#server-to-user-ada", "no name!", ""})
    void unsubscribing_from_what_one_does_not_hear_is_ignored(String channel) {
        PusherClient client = app.connect().subscribe("news");

        client.unsubscribe(channel).unsubscribe(channel);

        client.receivesNothingMore();
        app.backend().publish("news", "n", "1");
        client.receives("n", "news", "1");
    }

    @Test
    void subscribing_again_is_a_fresh_subscribe() {
        PusherClient client = app.connect().subscribePrivate("private-x").unsubscribe("private-x");

        client.send("pusher:subscribe", Map.of("channel", "private-x"));
        client.receivesError(4009);
        client.subscribePrivate("private-x");

        app.backend().publish("private-x", "n", "1");
        client.receives("n", "private-x", "1");
        client.receivesNothingMore();
    }

    @Test
    void a_channel_exists_while_somebody_subscribes() {
        PusherClient client = app.connect().subscribe("news");
        assertThat(app.backend().get("/channels").json()).isEqualTo(Json.parse("{\"channels\":{\"news\":{}}}"));

        client.unsubscribe("news").awaitProcessed();

        assertThat(app.backend().get("/channels").json()).isEqualTo(Json.parse("{\"channels\":{}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"body\":\"hello\"}",
                "not JSON at all",
                "",
                " ",
                "\"quoted\"",
                "\\ / \n \t \u0001 \u2028",
                "Grüße ☕ 𝄞",
                "{\"a\": 1.0 , \"a\":1e2}"
            })
    void the_data_of_an_event_arrive_untouched(String data) {
        PusherClient client = app.connect().subscribe("news");

        app.backend().publish("news", "message.created", data);

        client.receives("message.created", "news", data);
    }

    @Test
    void an_event_reaches_each_subscriber_once_and_nobody_else() {
        PusherClient one = app.connect().subscribe("news");
        PusherClient two = app.connect().subscribe("news");
        PusherClient elsewhere = app.connect().subscribe("weather");

        app.backend().publish("news", "n", "1");

        one.receives("n", "news", "1");
        two.receives("n", "news", "1");
        one.receivesNothingMore();
        two.receivesNothingMore();
        elsewhere.receivesNothingMore();
    }

    @Test
    void the_socket_that_a_publisher_names_is_left_out() {
        PusherClient one = app.connect().subscribe("news");
        PusherClient two = app.connect().subscribe("news");

        app.backend()
                .post(
                        "/events",
                        Json.of(Map.of("name", "n", "channel", "news", "data", "1", "socket_id", one.socketId())))
                .expect(200);

        two.receives("n", "news", "1");
        one.receivesNothingMore();
    }

    @Test
    void the_same_channel_of_two_apps_never_meets() {
        TestApp other = server.app();
        PusherClient here = app.connect().subscribe("news").subscribePrivate("private-x");
        PusherClient there = other.connect().subscribe("news").subscribePrivate("private-x");

        app.backend().publish("news", "n", "here");
        other.backend().publish("private-x", "n", "there");

        here.receives("n", "news", "here");
        there.receives("n", "private-x", "there");
        here.receivesNothingMore();
        there.receivesNothingMore();
    }

    @Test
    void a_signature_of_another_app_does_not_open_a_channel() {
        TestApp other = server.app();
        PusherClient client = app.connect();

        client.send(
                "pusher:subscribe",
                Map.of("channel", "private-x", "auth", other.signer().channel(client.socketId(), "private-x")));

        client.receivesError(4009);
        client.receivesNothingMore();
    }
}
