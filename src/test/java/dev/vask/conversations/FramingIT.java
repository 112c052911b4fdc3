package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a frame may be (5.2), and that a bad one costs nobody the connection. */
class FramingIT {

    private final Server server = Server.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "no JSON", "{", "}", "{\"event\":", "{\"event\":\"pusher:ping\",\"data\":{}}}", "[]",
                        "[{\"event\":\"pusher:ping\"}]",
                "\"pusher:ping\"", "42", "true", "null", "{}", "{\"data\":{}}", "{\"event\":null}", "{\"event\":7}",
                        "{\"event\":{}}",
                "{\"event\":[\"pusher:ping\"]}", "{'event':'pusher:ping'}", "{\"Event\":\"pusher:ping\"}"
            })
    void a_malformed_frame_is_refused_and_the_connection_stays(String frame) {
        PusherClient client = server.app().connect().subscribe("news");

        client.send(frame);

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @Test
    void nesting_without_end_is_refused_and_the_connection_stays() {
        PusherClient client = server.app().connect();

        client.send("{\"event\":\"pusher:subscribe\",\"data\":" + "[".repeat(60_000));

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pusher:",
                "pusher:nonsense",
                "pusher:error",
                "pusher:connection_established",
                "pusher_internal:x",
                "pusher_internal:member_added",
                "pusher:Subscribe"
            })
    void an_unknown_command_is_refused_without_a_code(String event) {
        PusherClient client = server.app().connect();

        client.send(event, Map.of("channel", "news"));

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "client", "Client-typing", "my-client-typing", "clientele"})
    void an_event_that_is_no_client_event_is_unauthorized(String event) {
        TestApp app = server.app(Map.of("client_events", true));
        PusherClient client = app.connect().subscribePrivate("private-room");
        PusherClient other = app.connect().subscribePrivate("private-room");

        client.send(event, "private-room", "{}");

        client.receivesError(4009);
        client.receivesNothingMore();
        other.receivesNothingMore();
    }

    @Test
    void the_data_of_a_command_may_be_a_string_that_holds_the_object() {
        PusherClient client = server.app().connect();

        client.send("""
            {"event":"pusher:subscribe","data":"{\\"channel\\":\\"news\\"}"}""");

        client.receives("pusher_internal:subscription_succeeded", "news", "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "true",
                "[]",
                "[\"news\"]",
                "\"\"",
                "\"news\"",
                "\"[]\"",
                "{}",
                "{\"channel\":null}",
                "{\"channel\":7}",
                "{\"channel\":[\"news\"]}",
                "{\"channel\":{}}",
                "{\"Channel\":\"news\"}"
            })
    void a_subscribe_without_a_channel_is_refused(String data) {
        PusherClient client = server.app().connect();

        client.send("{\"event\":\"pusher:subscribe\",\"data\":%s}".formatted(data));

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @Test
    void a_subscribe_without_data_is_refused() {
        PusherClient client = server.app().connect();

        client.send("""
            {"event":"pusher:subscribe","channel":"news"}""");

        client.receivesError(null);
        client.receivesNothingMore();
    }

    @Test
    void members_that_no_command_knows_are_ignored() {
        PusherClient client = server.app().connect();

        client.send("""
            {"event":"pusher:subscribe","data":{"channel":"news","more":[1]},"id":1,"channel":"elsewhere"}""");

        client.receives("pusher_internal:subscription_succeeded", "news", "{}");
        client.receivesNothingMore();
    }

    @Test
    void what_was_wrong_is_said() {
        PusherClient client = server.app().connect();

        client.send("pusher:nonsense", Map.of());

        assertThat(client.receivesError(null).data().path("message").asText()).contains("pusher:nonsense");
    }
}
