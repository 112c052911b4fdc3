package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.ReceivedFrame;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sockets say to each other (section 10). */
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
    void a_new_app_has_them_off() {
        TestApp quiet = server.app();
        PusherClient sender = quiet.connect().subscribePrivate(ROOM);
        PusherClient other = quiet.connect().subscribePrivate(ROOM);

        sender.send("client-typing", ROOM, "\"{}\"").send("client-typing", ROOM, "\"{}\"");

        sender.receivesError(4009);
        sender.receivesError(4009);
        sender.receivesNothingMore();
        other.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {ROOM, "private-cache-room"})
    void private_channels_take_them(String channel) {
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
    void presence_channels_take_them_and_say_from_whom(String channel) {
        PusherClient sender = app.connect().join(channel, "ada");
        PusherClient other = app.connect().join(channel, "bob");
        if (channel.contains("cache")) {
            other.receives("pusher:cache_miss", channel);
        }

        sender.send("client-typing", channel, "\"{}\"");

        ReceivedFrame heard = other.receivesFrom("ada", "client-typing", channel, "{}");
        assertThat(heard.frame()).isEqualTo(Json.parse("""
            {"event":"client-typing","channel":"%s","data":"{}","user_id":"ada"}""".formatted(channel)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "cache-room", "my-private-room", "Private-room"})
    void public_channels_take_none(String channel) {
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
    void who_is_not_subscribed_may_not_speak() {
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
    void no_other_channel_takes_them(String channel) {
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
    void a_string_passes_as_it_is_and_all_else_as_compact_json(String sent, String heard) {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);

        sender.send("client-move", ROOM, sent);

        other.receives("client-move", ROOM, heard);
        sender.receivesNothingMore();
    }

    @Test
    void other_sockets_of_the_same_user_hear_it() {
        PusherClient sender = app.connect().join("presence-room", "ada");
        PusherClient tab = app.connect().join("presence-room", "ada");

        sender.send("client-typing", "presence-room", "\"{}\"");

        tab.receivesFrom("ada", "client-typing", "presence-room", "{}");
        sender.receivesNothingMore();
    }

    @Test
    void a_numeric_user_is_named_by_a_string() {
        PusherClient sender = app.connect();
        sender.sendJoin("presence-room", "{\"user_id\":10}")
                .receives("pusher_internal:subscription_succeeded", "presence-room");
        PusherClient other = app.connect().join("presence-room", "bob");

        sender.send("client-typing", "presence-room", "\"{}\"");

        other.receivesFrom("10", "client-typing", "presence-room", "{}");
    }

    @Test
    void who_speaks_is_the_member_and_not_the_signed_in_user() {
        PusherClient sender = app.connect().signIn("{\"id\":\"eve\"}").join("presence-room", "ada");
        PusherClient other = app.connect().join("presence-room", "bob");

        sender.send("client-typing", "presence-room", "\"{}\"");

        other.receivesFrom("ada", "client-typing", "presence-room", "{}");
    }

    @Test
    void nobody_can_pose_as_somebody_else() {
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
    void ten_at_once_pass_and_more_are_refused() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);
        long start = System.nanoTime();

        IntStream.range(0, 50).forEach(i -> sender.send("client-move", ROOM, "\"%d\"".formatted(i)));
        int refused = errorsUntilPong(sender, 4301);

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        int accepted = 50 - refused;
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
    void the_rate_is_counted_for_each_connection_and_recovers() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);
        IntStream.range(0, 50).forEach(i -> sender.send("client-move", ROOM, "\"1\""));
        assertThat(errorsUntilPong(sender, 4301)).isPositive();

        other.send("client-move", ROOM, "\"2\"");
        sender.receives("client-move", ROOM, "2");

        await().until(() -> errorsUntilPong(sender.send("client-move", ROOM, "\"3\""), 4301) == 0);
    }

    @Test
    void an_app_may_have_another_rate() {
        TestApp slow = server.app(Map.of("client_events", true, "quotas", Map.of("client_events_per_second", 1)));
        PusherClient sender = slow.connect().subscribePrivate(ROOM);
        long start = System.nanoTime();

        IntStream.range(0, 10).forEach(i -> sender.send("client-move", ROOM, "\"1\""));
        int refused = errorsUntilPong(sender, 4301);

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(10 - refused).as("accepted in %s", took).isBetween(1, 1 + (int) took.toSeconds());
    }

    /** How many errors, each with this code, a client hears before the answer to a ping. */
    private static int errorsUntilPong(PusherClient client, int code) {
        client.send("pusher:ping", Map.of());
        int errors = 0;
        ReceivedFrame heard = client.next();
        while (!heard.event().equals("pusher:pong")) {
            assertThat(heard.event()).isEqualTo("pusher:error");
            assertThat(heard.data().path("code").intValue()).isEqualTo(code);
            errors++;
            heard = client.next();
        }
        return errors;
    }

    @ParameterizedTest
    @CsvSource({"i, 10240", "é, 5120", "☕, 3413"})
    void data_have_10240_bytes_at_most(String character, int times) {
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
    void data_are_measured_as_the_string_that_is_relayed() {
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient other = app.connect().subscribePrivate(ROOM);
        String longest = Json.of("i".repeat(10_238));

        sender.send("client-move", ROOM, "[%s]".formatted(longest));
        sender.receivesError(null);
        sender.send("client-move", ROOM, " ".repeat(1000) + Json.of("i".repeat(10_238)));

        other.receives("client-move", ROOM, "i".repeat(10_238));
    }

    @Test
    void a_name_has_200_characters_at_most() {
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
    void two_apps_never_meet() {
        TestApp elsewhere = server.app(Map.of("client_events", true));
        PusherClient sender = app.connect().subscribePrivate(ROOM);
        PusherClient there = elsewhere.connect().subscribePrivate(ROOM);

        sender.send("client-move", ROOM, "\"1\"").awaitProcessed();

        there.receivesNothingMore();
    }
}
