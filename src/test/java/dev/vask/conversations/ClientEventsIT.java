package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client events (section 10). */
class ClientEventsIT {

    private static final String ROOM = "private-room";

    private final Server server = Server.standard();
    private final TestApp app = server.app(Map.of("client_events", true));

    @Test
    void a_client_event_reaches_every_other_subscriber() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient one = app.connect().subscribePrivate(ROOM);
        PusherClient two = app.connect().subscribePrivate(ROOM);
        PusherClient elsewhere = app.connect().subscribePrivate("private-other");

        sender.send("""
            {"event":"client-typing","channel":"private-room","data":"{\\"is_typing\\":true}"}""");

        assertThat(one.next().frame()).isEqualTo(Json.parse("""
            {"event":"client-typing","channel":"private-room","data":"{\\"is_typing\\":true}"}"""));
        two.receives("client-typing", ROOM, "{\"is_typing\":true}");
        sender.receivesNothingMore();
        one.receivesNothingMore();
        two.receivesNothingMore();
        elsewhere.receivesNothingMore();
    }

    @Test
    void client_events_are_disabled_by_default() {
        TestApp withoutClientEvents = server.app();
        PusherClient sender = withoutClientEvents.connect().subscribePrivate(ROOM);
        PusherClient other = withoutClientEvents.connect().subscribePrivate(ROOM);

        sender.send("client-typing", ROOM, "\"{}\"").send("client-typing", ROOM, "\"{}\"");

        sender.receivesError(4009);
        sender.receivesError(4009);
        sender.receivesNothingMore();
        other.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {ROOM, "private-cache-room"})
    void private_channels_accept_client_events(String channel) {
        PusherClient sender = app.connect().subscribePrivate(channel);
        PusherClient other = app.connect().subscribePrivate(channel);
        if (channel.contains("cache")) {
            other.receives("pusher:cache_miss", channel);
        }

        sender.send("client-typing", channel, "\"{}\"");

        other.receives("client-typing", channel, "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence-room", "presence-cache-room"})
    void presence_channels_accept_client_events_and_add_the_user_id(String channel) {
        PusherClient sender = app.connect().join(channel, "ada");
        PusherClient other = app.connect().join(channel, "bob");
        if (channel.contains("cache")) {
            other.receives("pusher:cache_miss", channel);
        }

        sender.send("client-typing", channel, "\"{}\"");

        ReceivedFrame frame = other.receivesFrom("ada", "client-typing", channel, "{}");
        assertThat(frame.frame()).isEqualTo(Json.parse("""
            {"event":"client-typing","channel":"%s","data":"{}","user_id":"ada"}""".formatted(channel)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "cache-room", "my-private-room", "Private-room"})
    void public_channels_reject_client_events(String channel) {
        PusherClient sender = app.connect().subscribe(channel);
        PusherClient other = app.connect().subscribe(channel);
        if (channel.startsWith("cache-")) {
            sender.receives("pusher:cache_miss", channel);
            other.receives("pusher:cache_miss", channel);
        }

        sender.send("client-typing", channel, "\"{}\"");

        sender.receivesError(4009);
        sender.receivesNothingMore();
        other.receivesNothingMore();
    }

    @Test
    void a_connection_that_is_not_subscribed_is_rejected() {
        PusherClient other = app.connect().subscribePrivate(ROOM);
        PusherClient sender = app.connect();

        sender.send("client-typing", ROOM, "\"{}\"");
        sender.receivesError(4009);
        sender.subscribePrivate(ROOM).unsubscribe(ROOM).send("client-typing", ROOM, "\"{}\"");

        sender.receivesError(4009);
        sender.receivesNothingMore();
        other.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#server-to-user-ada", "no name!", "private-encrypted-room", "private-never"})
    void all_other_channels_reject_client_events(String channel) {
        PusherClient sender = app.connect().signIn("{\"id\":\"ada\"}");

        sender.send("client-typing", channel, "\"{}\"");

        sender.receivesError(4009);
        sender.receivesNothingMore();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"{\\\"is_typing\\\":true}\"|{\"is_typing\":true}",
                "\" { not JSON\"|` { not JSON`",
                "\"\"|``",
                "\"Gr\\u00fc\\u00dfe \\ud834\\udd1e\"|Grüße 𝄞",
                "{ \"b\" : [ 1, true, null, \"☕\" ], \"a\":{} }|{\"b\":[1,true,null,\"☕\"],\"a\":{}}",
                "[ ]|[]",
                "7|7",
                "12345678901234567890|12345678901234567890",
                "true|true",
                "null|null"
            })
    void a_string_is_relayed_unchanged_and_other_values_as_compact_json(String sent, String frame) {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);

        sender.send("client-move", ROOM, sent);

        other.receives("client-move", ROOM, frame);
        sender.receivesNothingMore();
    }

    @Test
    void other_connections_of_the_same_user_receive_it() {
        PusherClient sender = app.connect().join("presence-room", "ada");
        PusherClient otherConnection = app.connect().join("presence-room", "ada");

        sender.send("client-typing", "presence-room", "\"{}\"");

        otherConnection.receivesFrom("ada", "client-typing", "presence-room", "{}");
        sender.receivesNothingMore();
    }

    @Test
    void a_numeric_user_id_is_sent_as_a_string() {
        PusherClient sender = app.connect();
        sender.sendJoin("presence-room", "{\"user_id\":10}")
                .receives("pusher_internal:subscription_succeeded", "presence-room");
        PusherClient other = app.connect().join("presence-room", "bob");

        sender.send("client-typing", "presence-room", "\"{}\"");

        other.receivesFrom("10", "client-typing", "presence-room", "{}");
    }

    @Test
    void the_user_id_is_that_of_the_member_and_not_of_the_signed_in_user() {
        PusherClient sender = app.connect().signIn("{\"id\":\"eve\"}").join("presence-room", "ada");
        PusherClient other = app.connect().join("presence-room", "bob");

        sender.send("client-typing", "presence-room", "\"{}\"");

        other.receivesFrom("ada", "client-typing", "presence-room", "{}");
    }

    @Test
    void a_sender_cannot_set_the_user_id() {
        PusherClient sender = app.connect().join("presence-room", "eve").subscribePrivate(ROOM);
        PusherClient other = app.connect().join("presence-room", "bob").subscribePrivate(ROOM);

        sender.send("""
            {"event":"client-x","channel":"presence-room","data":"{}","user_id":"ada","socket_id":"1.1","extra":1}""");
        sender.send("""
            {"event":"client-x","channel":"private-room","data":"{}","user_id":"ada","socket_id":"1.1"}""");

        other.receivesFrom("eve", "client-x", "presence-room", "{}");
        other.receives("client-x", ROOM, "{}");
    }

    @Test
    void a_burst_of_ten_is_accepted_and_more_is_rejected() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);
        long start = System.nanoTime();

        IntStream.range(0, 50).forEach(i -> sender.send("client-move", ROOM, "\"%d\"".formatted(i)));
        int rejected = errorsUntilPong(sender, 4301);

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        int accepted = 50 - rejected;
        assertThat(accepted).as("accepted in %s", took).isBetween(10, 10 + (int) (took.toMillis() / 100));
        for (int i = 0; i < 10; i++) {
            other.receives("client-move", ROOM, Integer.toString(i));
        }
        for (int i = 10; i < accepted; i++) {
            other.receives("client-move", ROOM);
        }
        other.receivesNothingMore();
    }

    @Test
    void the_rate_limit_is_per_connection_and_recovers() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);
        IntStream.range(0, 50).forEach(i -> sender.send("client-move", ROOM, "\"1\""));
        assertThat(errorsUntilPong(sender, 4301)).isPositive();

        other.send("client-move", ROOM, "\"2\"");
        sender.receives("client-move", ROOM, "2");

        await().until(() -> errorsUntilPong(sender.send("client-move", ROOM, "\"3\""), 4301) == 0);
    }

    @Test
    void an_app_can_set_another_rate() {
        TestApp slow = server.app(Map.of("client_events", true, "quotas", Map.of("client_events_per_second", 1)));
        PusherClient sender = slow.connect().subscribePrivate(ROOM);
        long start = System.nanoTime();

        IntStream.range(0, 10).forEach(i -> sender.send("client-move", ROOM, "\"1\""));
        int rejected = errorsUntilPong(sender, 4301);

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(10 - rejected).as("accepted in %s", took).isBetween(1, 1 + (int) took.toSeconds());
    }

    /** Sends a ping and counts the errors before the pong, which must have this code. */
    private static int errorsUntilPong(PusherClient client, int code) {
        client.send("pusher:ping", Map.of());
        int errors = 0;
        ReceivedFrame frame = client.next();
        while (!frame.event().equals("pusher:pong")) {
            assertThat(frame.event()).isEqualTo("pusher:error");
            assertThat(frame.data().path("code").intValue()).isEqualTo(code);
            errors++;
            frame = client.next();
        }
        return errors;
    }

    @ParameterizedTest
    @CsvSource({"i, 10240", "é, 5120", "☕, 3413"})
    void data_is_limited_to_10240_bytes(String character, int times) {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);

        sender.send("client-move", ROOM, Json.of(character.repeat(times) + "ii"));
        sender.receivesError(null);
        sender.send("client-move", ROOM, Json.of(character.repeat(times)));

        other.receives("client-move", ROOM, character.repeat(times));
        sender.receivesNothingMore();
        other.receivesNothingMore();
    }

    @Test
    void the_size_is_that_of_the_relayed_string() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);
        String longest = Json.of("i".repeat(10_238));

        sender.send("client-move", ROOM, "[%s]".formatted(longest));
        sender.receivesError(null);
        sender.send("client-move", ROOM, " ".repeat(1000) + Json.of("i".repeat(10_238)));

        other.receives("client-move", ROOM, "i".repeat(10_238));
    }

    @Test
    void a_name_is_limited_to_200_characters() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);
        String longest = "client-" + "n".repeat(193);

        sender.send(longest + "n", ROOM, "\"1\"");
        sender.receivesError(null);
        sender.send(longest, ROOM, "\"2\"");

        other.receives(longest, ROOM, "2");
        other.receivesNothingMore();
    }

    @Test
    void client_events_of_one_sender_arrive_in_order() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);

        IntStream.range(0, 10).forEach(i -> sender.send("client-move", ROOM, Integer.toString(i)));

        IntStream.range(0, 10).forEach(i -> other.receives("client-move", ROOM, Integer.toString(i)));
    }

    @Test
    void apps_do_not_share_channels() {
        TestApp elsewhere = server.app(Map.of("client_events", true));
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient there = elsewhere.connect().subscribePrivate(ROOM);

        sender.send("client-move", ROOM, "\"1\"").awaitProcessed();

        there.receivesNothingMore();
    }
}
