package dev.vask.api;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Backend;
import dev.vask.support.Json;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /apps/{app_key}/batch_events} (4.2). */
class BatchIT {

    private static final String GOOD = """
            {"name":"n","channel":"c","data":""}""";

    private final TestApp app = Server.standard().app();
    private final Backend backend = app.backend();

    @Test
    void events_are_published_in_order() { // 4.2.5
        var subscriber = app.connect().subscribe("a").subscribe("b");

        publish("""
                {"name":"1","channel":"a","data":"x"}""", """
                {"name":"2","channel":"b","data":"y"}""", """
                {"name":"3","channel":"a","data":"z"}""");

        subscriber.receives("1", "a", "x");
        subscriber.receives("2", "b", "y");
        subscriber.receives("3", "a", "z");
    }

    @Test
    void the_last_event_is_cached() {
        publish("""
                {"name":"1","channel":"cache-c","data":"old"}""", """
                {"name":"2","channel":"cache-c","data":"new"}""");

        app.connect().subscribe("cache-c").receives("2", "cache-c", "new");
    }

    @Test
    void each_event_can_exclude_a_connection() {
        var one = app.connect().subscribe("c");
        var two = app.connect().subscribe("c");

        publish("""
                {"name":"1","channel":"c","data":"","socket_id":"%s"}""".formatted(one.socketId()), """
                {"name":"2","channel":"c","data":"","socket_id":"%s"}""".formatted(two.socketId()));

        one.receives("2", "c");
        two.receives("1", "c");
        one.receivesNothingMore();
        two.receivesNothingMore();
    }

    @Test
    void encrypted_channels_and_users_are_allowed() { // 4.2.4
        var ada = app.connect().signIn("{\"id\":\"ada\"}").subscribePrivate("private-encrypted-a");

        publish("""
                {"name":"n","channel":"private-encrypted-a","data":"1"}""", """
                {"name":"n","channel":"private-encrypted-b","data":"2"}""", """
                {"name":"n","channel":"#server-to-user-ada","data":"3"}""");

        ada.receives("n", "private-encrypted-a", "1");
        ada.receives("n", "#server-to-user-ada", "3");
    }

    @Test
    void without_info_the_answer_is_an_empty_object() { // 4.2.6
        assertThat(publish(GOOD, GOOD).body()).isEqualTo("{}");
    }

    @Test
    void info_is_in_the_order_of_the_events() {
        app.connect().join("presence-room", "ada");
        app.connect().subscribe("c");

        assertThat(publish("""
                {"name":"n","channel":"presence-room","data":"","info":"user_count"}""", GOOD, """
                {"name":"n","channel":"c","data":"","info":"subscription_count,user_count"}""", """
                {"name":"n","channel":"presence-room","data":"","info":"subscription_count"}""", """
                {"name":"n","channel":"#server-to-user-ada","data":"","info":"user_count"}""").body()).isEqualTo("""
                {"batch":[{"user_count":1},{},{"subscription_count":1},{"subscription_count":1},{}]}""");
    }

    @Test
    void a_batch_has_one_to_ten_events() { // 4.2.1
        publish(Stream.generate(() -> GOOD).limit(10).toArray(String[]::new));
        assertRejected(400, batch(Stream.generate(() -> GOOD).limit(11).toArray(String[]::new)), "an array of 11");
        assertRejected(400, batch(), "an array of 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"batch\":null}", "{\"batch\":{}}", "{\"batch\":\"x\"}", "{\"batch\":7}"})
    void a_batch_is_an_array(String body) {
        assertRejected(400, body, "Invalid value for batch");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "null",
                "[]",
                "\"x\"",
                "{}",
                "{\"channel\":\"c\",\"data\":\"\"}",
                "{\"name\":\"n\",\"data\":\"\"}",
                "{\"name\":\"n\",\"channel\":\"c\"}",
                "{\"name\":\"n\",\"channels\":[\"c\"],\"data\":\"\"}",
                "{\"name\":\"n\",\"channel\":\"c\",\"channels\":[\"c\"],\"data\":\"\"}",
                "{\"name\":\"n\",\"channel\":\"a b\",\"data\":\"\"}",
                "{\"name\":\"pusher:n\",\"channel\":\"c\",\"data\":\"\"}",
                "{\"name\":\"n\",\"channel\":\"c\",\"data\":{}}",
                "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"socket_id\":\"x\"}",
                "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"info\":\"cache\"}",
                "{\"name\":\"n\",\"channel\":\"#server-to-user-\",\"data\":\"\"}"
            })
    void one_invalid_event_rejects_the_batch(String bad) { // 4.2.2, 4.2.3
        var subscriber = app.connect().subscribe("c");

        assertRejected(400, batch(GOOD, bad, GOOD), "batch[1]: ");

        subscriber.receivesNothingMore();
    }

    @Test
    void one_event_that_is_too_long_rejects_the_batch() {
        var subscriber = app.connect().subscribe("c");

        assertRejected(413, batch(GOOD, event("x".repeat(10_241))), "batch[1]: Event data has 10241 bytes");

        subscriber.receivesNothingMore();
    }

    @Test
    void a_batch_of_the_longest_events_is_within_the_body_limit() { // 4.0.11
        publish(Stream.generate(() -> """
                {"name":"n","channel":"c","data":"%s"}""".formatted("\\u0001".repeat(10_240)))
                .limit(10)
                .toArray(String[]::new));
    }

    @Test
    void each_event_counts_against_the_rate() { // 14.1
        Backend limited = Server.standard()
                .app(Map.of("quotas", Map.of("events_per_second", 1)))
                .backend();

        limited.post(
                        "/batch_events",
                        batch(Stream.generate(() -> GOOD).limit(10).toArray(String[]::new)))
                .expect(200);
        Response rejected = limited.post("/events", GOOD).expect(429);

        assertThat(Integer.parseInt(rejected.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(2, 10);
    }

    private Response publish(String... events) {
        return backend.post("/batch_events", batch(events)).expect(200);
    }

    private void assertRejected(int status, String body, String why) {
        assertThat(backend.post("/batch_events", body)
                        .expect(status)
                        .json()
                        .path("error")
                        .textValue())
                .contains(why);
    }

    private static String batch(String... events) {
        return "{\"batch\":[%s]}".formatted(Stream.of(events).collect(joining(",")));
    }

    private static String event(String data) {
        return Json.of(Map.of("name", "n", "channel", "c", "data", data));
    }
}
