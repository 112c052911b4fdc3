package dev.vask.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Backend;
import dev.vask.support.Json;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /apps/{app_key}/events} (4.1). */
class EventsResourceIT {

    private final TestApp app = Server.standard().app();
    private final Backend backend = app.backend();

    @Test
    void an_event_reaches_the_subscribers_of_its_channel_and_no_others() {
        var subscriber = app.connect().subscribe("public-feed");
        var other = app.connect().subscribe("public-other");

        publish("""
                {"name":"message.created","channel":"public-feed","data":"{\\"body\\":\\"hello\\"}"}""");

        assertThat(subscriber.next().text()).isEqualTo("""
                {"event":"message.created","channel":"public-feed","data":"{\\"body\\":\\"hello\\"}"}""");
        other.receivesNothingMore();
    }

    @Test
    void data_is_passed_on_character_by_character() {
        var subscriber = app.connect().subscribe("c");
        String data = "{ \"a\" : 1.0 }\n\t\u0000\u2028 Grüße ☕ 🎉 \\\\ \"";

        publish(Json.of(Map.of("name", "n", "channel", "c", "data", data)));

        subscriber.receives("n", "c", data);
    }

    @Test
    void sequential_events_arrive_in_order() { // 4.0.13
        var subscriber = app.connect().subscribe("c");

        IntStream.range(0, 50).forEach(i -> backend.publish("c", "n", "" + i));

        IntStream.range(0, 50).forEach(i -> subscriber.receives("n", "c", "" + i));
    }

    // channel, channels

    @Test
    void one_channel_can_be_a_list() { // 4.1.1
        var subscriber = app.connect().subscribe("c");

        publish("""
                {"name":"n","channels":["c"],"data":"1"}""");

        subscriber.receives("n", "c", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
        {"name":"n","data":""}""", """
        {"name":"n","channel":null,"data":""}""", """
        {"name":"n","channel":"c","channels":["c"],"data":""}""", """
        {"name":"n","channel":7,"data":""}""", """
        {"name":"n","channel":["c"],"data":""}""", """
        {"name":"n","channels":"c","data":""}""", """
        {"name":"n","channels":{"0":"c"},"data":""}""", """
        {"name":"n","channels":[],"data":""}""", """
        {"name":"n","channels":["c",7],"data":""}""", """
        {"name":"n","channels":["c",null],"data":""}""", """
        {"name":"n","channels":["c",["d"]],"data":""}"""})
    void an_invalid_channel_or_channels_is_rejected(String body) { // 4.1.1, 4.1.2
        assertRejected(400, body, "channel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
        {"name":"n","channel":"c","channel":"d","data":""}""", """
        {"name":"n","name":"m","channel":"c","data":""}""", """
        {"name":"n","channels":["c"],"data":"1","data":"2"}"""})
    void a_repeated_field_is_rejected(String body) {
        assertRejected(400, body, "occurs more than once");
    }

    @Test
    void a_field_that_is_null_is_absent() {
        publish("""
                {"name":"n","channel":null,"channels":["c"],"data":"","socket_id":null,"info":null}""");
        publish("""
                {"name":"n","channel":"c","channels":null,"data":""}""");
    }

    @Test
    void an_event_has_at_most_a_hundred_channels() { // 4.1.2
        var first = app.connect().subscribe("c-1");
        var last = app.connect().subscribe("c-100");

        assertRejected(400, toChannels(names(101)), "an array of 101");
        publish(toChannels(names(100)));

        first.receives("n", "c-1", "");
        last.receives("n", "c-100", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 99})
    void one_invalid_name_in_a_hundred_publishes_to_none(int bad) { // 4.1.2
        var subscriber = app.connect();
        names(100).stream().limit(10).forEach(subscriber::subscribe);
        List<String> names = new ArrayList<>(names(100));
        names.set(bad, "not a name");

        assertRejected(400, toChannels(names), "not a name");

        backend.publish("c-1", "after", "");
        subscriber.receives("after", "c-1", "");
        subscriber.receivesNothingMore();
    }

    @Test
    void a_repeated_channel_receives_the_event_once() { // 4.1.3
        var subscriber = app.connect().subscribe("a").subscribe("b");

        Response response = publish("""
                {"name":"n","channels":["a","b","a"],"data":"","info":"subscription_count"}""");

        assertThat(response.body()).isEqualTo("""
                {"channels":{"a":{"subscription_count":1},"b":{"subscription_count":1}}}""");
        subscriber.receives("n", "a", "");
        subscriber.receives("n", "b", "");
        subscriber.receivesNothingMore();
    }

    @Test
    void an_encrypted_channel_must_be_the_only_channel() { // 4.1.4
        var subscriber = app.connect().subscribePrivate("private-encrypted-x");

        assertRejected(400, toChannels(List.of("private-encrypted-x", "c")), "encrypted");
        assertRejected(400, toChannels(List.of("c", "private-encrypted-x")), "encrypted");
        assertRejected(400, toChannels(List.of("private-encrypted-x", "private-encrypted-y")), "encrypted");
        assertRejected(400, toChannels(List.of("private-encrypted-cache-x", "c")), "encrypted");
        publish(toChannels(List.of("private-encrypted-x")));
        publish("""
                {"name":"n","channel":"private-encrypted-x","data":"{\\"nonce\\":\\"n\\",\\"ciphertext\\":\\"c\\"}"}""");

        subscriber.receives("n", "private-encrypted-x", "");
        subscriber.receives("n", "private-encrypted-x", "{\"nonce\":\"n\",\"ciphertext\":\"c\"}");
        subscriber.receivesNothingMore();
    }

    @Test
    void a_channel_name_has_at_most_164_characters() {
        publish(toChannels(List.of("c".repeat(164))));
        assertRejected(400, toChannels(List.of("c".repeat(165))), "165 characters");
        publish(toChannels(List.of("private-" + "c".repeat(156))));
        assertRejected(400, toChannels(List.of("private-" + "c".repeat(157))), "165 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "a:b",
                "a#b",
                "#",
                "#a",
                "#server-to-user",
                "ä",
                "a\n",
                "a\u0000",
                "a%20b",
                "🎉"
            })
    void an_invalid_channel_name_is_rejected(String name) {
        assertRejected(400, Json.of(Map.of("name", "n", "channel", name, "data", "")), "channel name");
    }

    @Test
    void all_legal_characters_are_accepted() {
        publish(toChannels(List.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=@,.;")));
    }

    // socket_id

    @Test
    void the_excluded_connection_receives_nothing() { // 4.1.5
        var sender = app.connect().subscribe("c");
        var other = app.connect().subscribe("c");

        publish(Json.of(Map.of("name", "n", "channel", "c", "data", "", "socket_id", sender.socketId())));

        other.receives("n", "c", "");
        sender.receivesNothingMore();
    }

    @Test
    void a_connection_is_excluded_on_all_channels_and_the_event_is_cached() {
        var sender = app.connect().subscribe("a").subscribe("b");

        publish(Json.of(Map.of(
                "name", "n", "channels", List.of("a", "b", "cache-c"), "data", "1", "socket_id", sender.socketId())));

        sender.subscribe("cache-c").receives("n", "cache-c", "1");
        sender.receivesNothingMore();
    }

    @Test
    void an_unknown_socket_id_is_not_an_error() {
        publish("""
                {"name":"n","channel":"c","data":"","socket_id":"1.2"}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"1\"",
                "\"1.\"",
                "\".1\"",
                "\"1.2.3\"",
                "\"a.b\"",
                "\"1.2\\n\"",
                "\" 1.2\"",
                "1.2",
                "{}",
                "true"
            })
    void a_socket_id_is_two_numbers_joined_by_a_dot(String socketId) {
        assertRejected(400, """
                {"name":"n","channel":"c","data":"","socket_id":%s}""".formatted(socketId), "socket_id");
    }

    // #server-to-user-{id}

    @Test
    void the_channel_of_a_user_means_the_user() { // 4.1.6
        var ada = app.connect().signIn("{\"id\":\"ada\"}");
        var subscriber = app.connect().subscribe("c");

        Response response = publish("""
                {"name":"n","channels":["#server-to-user-ada","c"],"data":"1","info":"subscription_count,user_count"}""");

        assertThat(response.body()).isEqualTo("""
                {"channels":{"#server-to-user-ada":{},"c":{"subscription_count":1}}}""");
        ada.receives("n", "#server-to-user-ada", "1");
        subscriber.receives("n", "c", "1");
        ada.receivesNothingMore();
    }

    @Test
    void an_invalid_user_in_a_channel_name_is_rejected() {
        assertRejected(400, toChannels(List.of("#server-to-user-")), "Invalid user id: must not be empty.");
        assertRejected(400, toChannels(List.of("#server-to-user-a b")), "user id 'a b'");
        publish(toChannels(List.of("#server-to-user-" + "u".repeat(200))));
        assertRejected(400, toChannels(List.of("#server-to-user-" + "u".repeat(201))), "201 characters");
    }

    // name

    @Test
    void an_event_name_has_at_most_200_characters() {
        publish(Json.of(Map.of("name", "n".repeat(200), "channel", "c", "data", "")));
        publish(Json.of(Map.of("name", "é".repeat(200), "channel", "c", "data", "")));
        assertRejected(400, Json.of(Map.of("name", "n".repeat(201), "channel", "c", "data", "")), "201");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "null",
                "7",
                "{}",
                "[]",
                "true",
                "\"\\ud800\"",
                "\"pusher:subscribe\"",
                "\"pusher:\"",
                "\"pusher_internal:x\""
            })
    void an_invalid_or_reserved_event_name_is_rejected(String name) {
        assertRejected(400, """
                {"name":%s,"channel":"c","data":""}""".formatted(name), "name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-typing", "pusher", "Pusher:x", "my-pusher:x", " ", "🎉", "pusher_internal"})
    void any_other_event_name_is_accepted(String name) {
        var subscriber = app.connect().subscribe("c");

        publish(Json.of(Map.of("name", name, "channel", "c", "data", "")));

        subscriber.receives(name, "c");
    }

    @Test
    void an_event_needs_a_name() {
        assertRejected(400, """
                {"channel":"c","data":""}""", "Invalid value for name: must be a string, found nothing");
    }

    // data

    @Test
    void data_has_at_most_10240_bytes() {
        for (String letter : List.of("x", "é", "☕", "🎉")) {
            int bytes = letter.getBytes(UTF_8).length;
            String full = letter.repeat(10_240 / bytes) + "x".repeat(10_240 % bytes);

            publish(Json.of(Map.of("name", "n", "channel", "c", "data", full)));
            assertRejected(413, Json.of(Map.of("name", "n", "channel", "c", "data", full + "x")), "10241 bytes");
        }
    }

    @Test
    void data_is_measured_after_its_escapes_are_read() {
        publish("""
                {"name":"n","channel":"c","data":"%s"}""".formatted("\\u0041".repeat(10_240)));
        assertRejected(413, """
                {"name":"n","channel":"c","data":"%s"}""".formatted("\\u0041".repeat(10_241)), "10241 bytes");
    }

    @Test
    void an_app_may_have_another_limit_or_none() {
        var small = Server.standard()
                .app(Map.of("quotas", Map.of("max_event_bytes", 5)))
                .backend();
        var unlimited = Server.standard()
                .app(Map.of("quotas", Collections.singletonMap("max_event_bytes", null)))
                .backend();

        small.publish("c", "n", "12345");
        assertThat(small.post("/events", event("123456")).status()).isEqualTo(413);
        unlimited.publish("c", "n", "x".repeat(500_000));
    }

    @Test
    void data_can_be_empty() {
        var subscriber = app.connect().subscribe("c");

        publish(event(""));

        subscriber.receives("n", "c", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "{}", "[]", "true", "\"\\ud83c\"", "\"\\udf89\\ud83c\"", "\"x\\ud83cx\""})
    void data_must_be_a_string(String data) {
        assertRejected(400, """
                {"name":"n","channel":"c","data":%s}""".formatted(data), "data");
    }

    @Test
    void an_event_needs_data() {
        assertRejected(400, """
                {"name":"n","channel":"c"}""", "Invalid value for data: must be a string, found nothing");
    }

    // info

    @Test
    void without_info_the_answer_is_an_empty_object() { // 4.1.7
        assertThat(publish(event("")).body()).isEqualTo("{}");
        assertThat(publish("""
                {"name":"n","channel":"c","data":"","info":""}""").body()).isEqualTo("{}");
        assertThat(publish("""
                {"name":"n","channel":"c","data":"","info":"  "}""").body()).isEqualTo("{}");
    }

    @Test
    void info_has_the_attributes_of_each_channel() { // 4.1.10, 4.1.11
        app.connect().join("presence-room", "ada");
        app.connect().join("presence-room", "ada");
        app.connect().join("presence-room", "bob");
        app.connect().subscribe("public-feed");

        assertThat(publish("""
                {"name":"n","channels":["presence-room","public-feed","private-x"],"data":"",
                 "info":"user_count,subscription_count"}""").body()).isEqualTo("""
                {"channels":{"presence-room":{"user_count":2,"subscription_count":3},"public-feed":{"subscription_count":1},\
                "private-x":{"subscription_count":0}}}""");
        assertThat(publish("""
                {"name":"n","channels":["presence-room","public-feed"],"data":"","info":" user_count "}""").body()).isEqualTo("""
                {"channels":{"presence-room":{"user_count":2},"public-feed":{}}}""");
        assertThat(publish("""
                {"name":"n","channel":"presence-cache-x","data":"","info":"subscription_count"}""").body()).isEqualTo("""
                {"channels":{"presence-cache-x":{"subscription_count":0}}}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"cache\"",
                "\"user_count,cache\"",
                "\"User_Count\"",
                "\"user_count;x\"",
                "7",
                "[\"user_count\"]",
                "{}"
            })
    void other_info_is_rejected(String info) { // 4.1.9
        assertRejected(400, """
                {"name":"n","channel":"presence-c","data":"","info":%s}""".formatted(info), "info");
    }

    // The body

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"\"",
                "7",
                "{",
                "{}{}",
                "{\"name\":}",
                "{'name':'n'}",
                "not json",
                "[{\"name\":\"n\"}]"
            })
    void the_body_is_a_json_object(String body) { // 4.0.9
        assertRejected(400, body, "Invalid request body");
    }

    @Test
    void an_extreme_body_is_rejected() {
        assertRejected(400, "[".repeat(500_000), "Invalid request body");
        assertRejected(400, "{\"a\":".repeat(100_000), "Invalid request body");
        assertRejected(400, "{\"a\":%s}".formatted("9".repeat(500_000)), "Invalid request body");
        assertRejected(400, "{\"a\":1e999999999}", "channel");
    }

    @Test
    void the_body_is_utf8() {
        byte[] latin1 = event("\u00e9").getBytes(ISO_8859_1);

        assertThat(backend.post("/events", latin1).expect(400).body()).contains("UTF-8");
    }

    @Test
    void unknown_fields_are_ignored() { // 4.0.10
        publish("""
                {"name":"n","channel":"c","data":"","user_id":7,"tags":{"a":[]}}""");
    }

    // Quotas

    @Test
    void too_many_events_are_429_with_the_time_to_wait() { // 14.3
        Backend limited = Server.standard()
                .app(Map.of("quotas", Map.of("events_per_second", 2)))
                .backend();

        limited.publish("c", "n", "");
        limited.publish("c", "n", "");
        Response rejected = firstRejection(limited);

        assertThat(rejected.status()).isEqualTo(429);
        assertThat(rejected.headers().firstValue("Retry-After")).contains("1");
        assertThat(rejected.json().path("error").textValue()).contains("events_per_second");
    }

    @Test
    void rejected_requests_and_reads_do_not_count() { // 4.0.6, 14.4
        TestApp limited = Server.standard().app(Map.of("quotas", Map.of("events_per_second", 1)));

        for (int i = 0; i < 20; i++) {
            limited.backend().post("/events", "{}").expect(400);
            limited.backend().post("/events", event("x".repeat(10_241))).expect(413);
            limited.backend().get("/channels").expect(200);
            limited.backend().terminate("ada");
        }

        limited.backend().publish("c", "n", "");
    }

    @Test
    void a_publish_counts_once_regardless_of_the_number_of_channels() {
        Backend limited = Server.standard()
                .app(Map.of("quotas", Map.of("events_per_second", 1)))
                .backend();

        limited.post("/events", toChannels(names(100))).expect(200);
    }

    /** Sends until the bucket is empty, because it is refilled meanwhile. */
    private static Response firstRejection(Backend limited) {
        for (int i = 0; i < 1_000; i++) {
            Response response = limited.post("/events", event(""));
            if (response.status() != 200) {
                return response;
            }
        }
        throw new AssertionError("a thousand events in a row were accepted at 2 a second");
    }

    private Response publish(String body) {
        return backend.post("/events", body).expect(200);
    }

    private void assertRejected(int status, String body, String why) {
        Response response = backend.post("/events", body).expect(status);

        assertThat(response.json().path("error").textValue()).contains(why);
        assertThat(response.json().properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("error", "code", "message", "request_id");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    private static String event(String data) {
        return Json.of(Map.of("name", "n", "channel", "c", "data", data));
    }

    private static String toChannels(List<String> names) {
        return """
                {"name":"n","channels":[%s],"data":""}""".formatted(names.stream().map(Json::of).collect(joining(",")));
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "c-" + i).toList();
    }
}
