package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Backend;
import dev.vask.support.Json;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /apps/{app_key}/users/{user_id}/events} and {@code /terminate_connections} (4.6, 4.7). */
class UsersResourceIT {

    private final TestApp app = Server.standard().app();
    private final Backend backend = app.backend();

    // Events

    @Test
    void an_event_reaches_all_connections_of_its_user_and_no_others() { // 11.3
        var one = app.connect().signIn("{\"id\":\"ada\"}");
        var two = app.connect().signIn("{\"id\":\"ada\"}");
        var bob = app.connect().signIn("{\"id\":\"bob\"}");
        var member = app.connect().join("presence-room", "ada");

        Response response = backend.post("/users/ada/events", """
                {"name":"notification.created","data":"{\\"n\\":1}"}""");

        assertThat(response.expect(200).body()).isEqualTo("{}");
        one.receives("notification.created", "#server-to-user-ada", "{\"n\":1}");
        two.receives("notification.created", "#server-to-user-ada", "{\"n\":1}");
        bob.receivesNothingMore();
        member.receivesNothingMore();
    }

    @Test
    void one_connection_can_be_excluded() { // 4.6.2
        var sender = app.connect().signIn("{\"id\":\"ada\"}");
        var other = app.connect().signIn("{\"id\":\"ada\"}");

        backend.post("/users/ada/events", """
                {"name":"n","data":"","socket_id":"%s"}""".formatted(sender.socketId())).expect(200);

        other.receives("n", "#server-to-user-ada", "");
        sender.receivesNothingMore();
    }

    @Test
    void a_user_without_connections_is_not_an_error() { // 4.6.1
        assertThat(backend.post("/users/nobody/events", event("")).expect(200).body())
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "",
                "{}",
                "{\"data\":\"\"}",
                "{\"name\":\"n\"}",
                "{\"name\":\"\",\"data\":\"\"}",
                "{\"name\":\"pusher:n\",\"data\":\"\"}",
                "{\"name\":\"n\",\"data\":{}}",
                "{\"name\":\"n\",\"data\":\"\\ud800\"}",
                "{\"name\":\"n\",\"data\":\"\",\"socket_id\":\"x\"}"
            })
    void the_rules_for_events_are_those_of_channels(String body) {
        backend.post("/users/ada/events", body).expect(400);
    }

    @Test
    void the_limits_for_events_are_those_of_channels() {
        backend.post("/users/ada/events", event("☕".repeat(3_413) + "x")).expect(200);
        backend.post("/users/ada/events", event("☕".repeat(3_413) + "xx")).expect(413);
        backend.post("/users/ada/events", "{\"name\":\"%s\",\"data\":\"\"}".formatted("n".repeat(200)))
                .expect(200);
        backend.post("/users/ada/events", "{\"name\":\"%s\",\"data\":\"\"}".formatted("n".repeat(201)))
                .expect(400);
    }

    @Test
    void they_count_against_the_rate() {
        Backend limited = Server.standard()
                .app(Map.of("quotas", Map.of("events_per_second", 1)))
                .backend();

        limited.post("/users/ada/events", event("")).expect(200);
        int status = 200;
        for (int i = 0; status == 200 && i < 1_000; i++) {
            status = limited.post("/users/ada/events", event("")).status();
        }

        assertThat(status).isEqualTo(429);
    }

    // Terminate

    @Test
    void all_connections_of_the_user_are_closed() { // 4.7.2
        var one = app.connect().signIn("{\"id\":\"ada\"}");
        var two = app.connect().signIn("{\"id\":\"ada\"}");
        var bob = app.connect().signIn("{\"id\":\"bob\"}");
        var member = app.connect().join("presence-room", "ada");

        assertThat(backend.post("/users/ada/terminate_connections", "{}")
                        .expect(200)
                        .body())
                .isEqualTo("{}");

        one.closedWith(4200);
        two.closedWith(4200);
        bob.receivesNothingMore();
        member.receivesNothingMore();
    }

    @Test
    void the_user_can_reconnect() { // 4.7.3
        app.connect().signIn("{\"id\":\"ada\"}");
        backend.terminate("ada");

        var again = app.connect().signIn("{\"id\":\"ada\"}");

        again.receivesNothingMore();
    }

    @Test
    void an_unknown_user_is_not_an_error() { // 4.7.4
        backend.terminate("nobody");
        backend.terminate("nobody");
    }

    @Test
    void the_body_can_be_empty() { // 4.7.1
        assertThat(backend.post("/users/ada/terminate_connections", "")
                        .expect(200)
                        .body())
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "x", "{"})
    void any_other_body_is_rejected(String body) {
        backend.post("/users/ada/terminate_connections", body).expect(400);
    }

    @Test
    void an_app_can_keep_terminated_users_away() {
        app.change(Map.of("terminate_code", 4009));
        var one = app.connect().signIn("{\"id\":\"ada\"}");
        var two = app.connect().signIn("{\"id\":\"ada\"}");
        var bob = app.connect().signIn("{\"id\":\"bob\"}");

        backend.terminate("ada");

        one.closedWith(4009);
        two.closedWith(4009);
        bob.receivesNothingMore();
    }

    // Force reconnect

    @Test
    void all_connections_of_the_user_are_closed_to_reconnect() {
        for (int code : new int[] {4200, 4009}) {
            app.change(Map.of("terminate_code", code));
            var one = app.connect().signIn("{\"id\":\"ada\"}");
            var two = app.connect().signIn("{\"id\":\"ada\"}");
            var member = app.connect().join("presence-room", "ada");

            assertThat(backend.post("/users/ada/force_reconnect", "{}")
                            .expect(200)
                            .body())
                    .isEqualTo("{}");

            one.closedWith(4200);
            two.closedWith(4200);
            member.receivesNothingMore();
        }
        backend.forceReconnect("nobody");
        backend.post("/users/ada/force_reconnect", "").expect(200);
        backend.post("/users/ada/force_reconnect", "[]").expect(400);
        backend.post("/users/" + "u".repeat(201) + "/force_reconnect", "{}").expect(400);
    }

    // Ids in paths

    @Test
    void an_id_has_at_most_200_characters() {
        backend.post("/users/" + "u".repeat(200) + "/events", event("")).expect(200);
        backend.post("/users/" + "u".repeat(201) + "/events", event("")).expect(400);
        backend.post("/users/" + "u".repeat(200) + "/terminate_connections", "{}")
                .expect(200);
        backend.post("/users/" + "u".repeat(201) + "/terminate_connections", "{}")
                .expect(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a%2Fb", "a:b", "%C3%A9", "%00", "%FF", "a+b", "%23ada", "ada%20lovelace"})
    void an_invalid_user_id_is_400(String id) {
        for (String handler : new String[] {"events", "terminate_connections", "force_reconnect"}) {
            Response response = backend.post("/users/%s/%s".formatted(id, handler), event(""))
                    .expect(400);

            assertThat(response.json().path("error").textValue()).contains("user id");
        }
    }

    @Test
    void an_id_can_be_escaped() { // 3.1.f
        var ada = app.connect().signIn("{\"id\":\"ada@example.com\"}");

        backend.post("/users/ada%40example.com/events", event("1")).expect(200);
        backend.post("/users/ada@example.com/events", event("2")).expect(200);

        ada.receives("n", "#server-to-user-ada@example.com", "1");
        ada.receives("n", "#server-to-user-ada@example.com", "2");
    }

    private static String event(String data) {
        return Json.of(Map.of("name", "n", "data", data));
    }
}
