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
    void a_public_channel_needs_no_signature() {
        PusherClient client = app.connect();

        client.send("""
            {"event":"pusher:subscribe","data":{"channel":"public-feed"}}""");

        assertThat(client.next().frame()).isEqualTo(Json.parse("""
            {"event":"pusher_internal:subscription_succeeded","channel":"public-feed","data":"{}"}"""));
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "key:0123"})
    void an_unneeded_signature_is_ignored(String auth) {
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
    void channel_prefixes_are_exact(String channel) {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", channel));

        client.receives(SUCCEEDED, channel, "{}");
        client.receivesNothingMore();
    }

    @Test
    void a_public_cache_channel_needs_no_signature() {
        PusherClient client = app.connect().subscribe("cache-weather");

        client.receives("pusher:cache_miss", "cache-weather", "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-x", "private-encrypted-x"})
    void a_private_channel_needs_a_signature(String channel) {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", channel, "auth", client.auth(channel)));

        client.receives(SUCCEEDED, channel, "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-cache-x", "private-encrypted-cache-x"})
    void a_private_cache_channel_needs_a_signature(String channel) {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", channel, "auth", client.auth(channel)));

        client.receives(SUCCEEDED, channel, "{}");
        client.receives("pusher:cache_miss", channel, "{}");
        client.receivesNothingMore();
    }

    @Test
    void a_presence_channel_needs_a_signature_over_the_channel_data() {
        PusherClient client = app.connect();

        client.sendJoin("presence-x", "{\"user_id\":\"ada\"}");

        client.receives(SUCCEEDED, "presence-x", """
            {"presence":{"count":1,"ids":["ada"],"hash":{"ada":{}}}}""");
        client.receivesNothingMore();
    }

    @Test
    void a_presence_cache_channel_needs_a_signature_over_the_channel_data() {
        PusherClient client = app.connect();

        client.sendJoin("presence-cache-x", "{\"user_id\":\"ada\"}");

        client.receives(SUCCEEDED, "presence-cache-x", """
            {"presence":{"count":1,"ids":["ada"],"hash":{"ada":{}}}}""");
        client.receives("pusher:cache_miss", "presence-cache-x", "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-x", "private-cache-x", "private-encrypted-x", "private-encrypted-cache-x"})
    void an_invalid_signature_is_rejected(String channel) {
        PusherClient client = app.connect();
        PusherClient otherClient = app.connect();
        String right = client.auth(channel);
        String signature = right.substring(right.indexOf(':') + 1);

        client.send("pusher:subscribe", Map.of("channel", channel));
        client.receivesError(4009);
        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":null}}".formatted(channel));
        client.receivesError(4009);
        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":7}}".formatted(channel));
        client.receivesError(4009);
        rejected(client, channel, "");
        rejected(client, channel, ":");
        rejected(client, channel, signature);
        rejected(client, channel, ":" + signature);
        rejected(client, channel, app.key() + ":");
        rejected(client, channel, "another-key:" + signature);
        rejected(client, channel, app.key() + ":" + signature.substring(1));
        rejected(client, channel, app.key() + ":" + "0".repeat(64));
        rejected(client, channel, app.key() + ":" + signature.toUpperCase(Locale.ROOT) + "A");
        rejected(client, channel, right + ":" + signature);
        rejected(client, channel, otherClient.auth(channel));
        rejected(client, channel, client.auth(channel + "y"));
        rejected(client, channel, new Signer(app.key(), "another secret").channel(client.socketId(), channel));

        app.backend().publish(channel, "secret", "{}");
        client.receivesNothingMore();
    }

    private static void rejected(PusherClient client, String channel, String auth) {
        client.send("pusher:subscribe", Map.of("channel", channel, "auth", auth));
        client.receivesError(4009);
    }

    @Test
    void a_presence_channel_rejects_a_signature_over_other_data() {
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
    void the_signature_is_over_the_exact_text_of_channel_data() {
        PusherClient client = app.connect();
        String spaced = "{ \"user_id\" : \"ada\" ,\n \"user_info\" : { \"name\" : \"\\u0041da \\u2615\" } }";

        client.sendJoin("presence-x", spaced);

        client.receives(SUCCEEDED, "presence-x", """
            {"presence":{"count":1,"ids":["ada"],"hash":{"ada":{"name":"Ada ☕"}}}}""");
    }

    @Test
    void channel_data_on_a_private_channel_is_part_of_the_signed_text() {
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
    void a_rejected_subscribe_does_not_affect_other_subscriptions() {
        PusherClient client = app.connect().subscribe("news").subscribePrivate("private-x");

        rejected(client, "private-y", "nonsense");

        app.backend().publish("news", "n", "1");
        client.receives("n", "news", "1");
        app.backend().publish("private-x", "n", "2");
        client.receives("n", "private-x", "2");
        client.receivesNothingMore();
    }

    @Test
    void a_second_subscribe_is_rejected_and_the_first_continues() {
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
    void an_invalid_name_is_rejected(String name) {
        PusherClient client = app.connect();

        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\"}}".formatted(name));

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @Test
    void a_name_is_limited_to_164_characters() {
        PusherClient client = app.connect();

        client.send("pusher:subscribe", Map.of("channel", "n".repeat(165)));

        assertThat(client.receivesError(null).data().path("message").asText()).contains("164", "165");
        client.subscribe("n".repeat(164));
    }

    @Test
    void the_prefix_counts_as_part_of_the_name() {
        PusherClient client = app.connect();
        String longest = "private-" + "n".repeat(156);

        client.send("pusher:subscribe", Map.of("channel", longest + "n", "auth", client.auth(longest + "n")));

        client.receivesError(null);
        client.subscribePrivate(longest);
    }

    @Test
    void all_allowed_characters_are_accepted() {
        PusherClient client = app.connect().subscribe("azAZ09_-=@,.;");

        app.backend().publish("azAZ09_-=@,.;", "n", "1");

        client.receives("n", "azAZ09_-=@,.;", "1");
    }

    @Test
    void unsubscribing_is_not_acknowledged_and_stops_the_events() {
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
    void unsubscribing_without_a_subscription_is_ignored(String channel) {
        PusherClient client = app.connect().subscribe("news");

        client.unsubscribe(channel).unsubscribe(channel);

        client.receivesNothingMore();
        app.backend().publish("news", "n", "1");
        client.receives("n", "news", "1");
    }

    @Test
    void subscribing_again_needs_a_signature_again() {
        PusherClient client = app.connect().subscribePrivate("private-x").unsubscribe("private-x");

        client.send("pusher:subscribe", Map.of("channel", "private-x"));
        client.receivesError(4009);
        client.subscribePrivate("private-x");

        app.backend().publish("private-x", "n", "1");
        client.receives("n", "private-x", "1");
        client.receivesNothingMore();
    }

    @Test
    void a_channel_is_listed_while_it_has_a_subscriber() {
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
    void the_data_of_an_event_is_unchanged(String data) {
        PusherClient client = app.connect().subscribe("news");

        app.backend().publish("news", "message.created", data);

        client.receives("message.created", "news", data);
    }

    @Test
    void an_event_reaches_each_subscriber_once_and_no_other_connection() {
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
    void the_socket_id_of_an_event_is_excluded() {
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
    void apps_do_not_share_channels() {
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
    void a_signature_of_another_app_is_rejected() {
        TestApp other = server.app();
        PusherClient client = app.connect();

        client.send(
                "pusher:subscribe",
                Map.of("channel", "private-x", "auth", other.signer().channel(client.socketId(), "private-x")));

        client.receivesError(4009);
        client.receivesNothingMore();
    }
}
