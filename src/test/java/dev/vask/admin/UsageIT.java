package dev.vask.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Backend;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The usage and the rejections of an app, summed over all nodes. */
class UsageIT {

    private static final String EVENT = "{\"name\":\"n\",\"channel\":\"room\",\"data\":\"%s\"}";

    private final Server server = Server.standard();

    private JsonNode usage(TestApp app) {
        return server.admin("GET", "/admin/v1/apps/%s/usage".formatted(app.key()), new byte[0])
                .expect(200)
                .json();
    }

    @Test
    void a_new_app_has_no_usage() {
        JsonNode usage = usage(server.app());

        assertThat(usage.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("connections", "channels", "events_this_month", "days", "refused", "history");
        assertThat(List.of(usage.get("connections"), usage.get("channels"), usage.get("events_this_month"))
                        .toString())
                .isEqualTo("[0, 0, 0]");
        assertThat(usage.get("days"))
                .hasSize(30)
                .allSatisfy(day -> assertThat(day.get("events").intValue()).isZero());
        assertThat(usage.get("refused")).isEmpty();
    }

    @Test
    void current_and_past_usage_is_returned() {
        TestApp app = server.app(Map.of("client_events", true));
        PusherClient one = app.connect().subscribe("room").subscribePrivate("private-room");
        app.connect().subscribe("room").subscribePrivate("private-room").close();
        PusherClient other = app.connect().subscribe("room").subscribePrivate("private-room");
        app.backend()
                .post("/events", "{\"name\":\"n\",\"channels\":[\"room\",\"b\"],\"data\":\"\"}")
                .expect(200);
        one.send("client-hi", "private-room", "\"1\"");
        other.receives("n", "room");
        other.receives("client-hi", "private-room", "1");

        await().untilAsserted(() ->
                assertThat(usage(app).get("connections").intValue()).isEqualTo(2));
        JsonNode usage = usage(app);
        assertThat(usage.get("channels").intValue()).isEqualTo(2);
        assertThat(usage.get("events_this_month").intValue()).isEqualTo(3);
        assertThat(usage.at("/days/29"))
                .isEqualTo(Json.parse("{\"date\":\"%s\",\"events\":3}".formatted(LocalDate.now(ZoneOffset.UTC))));
        assertThat(usage.at("/days/0/date").textValue())
                .isEqualTo(LocalDate.now(ZoneOffset.UTC).minusDays(29).toString());
    }

    @Test
    void rejections_are_counted_by_quota() {
        TestApp app = server.app(Map.of(
                "client_events",
                true,
                "quotas",
                Map.of(
                        "max_connections",
                        2,
                        "events_per_second",
                        1,
                        "client_events_per_second",
                        1,
                        "max_event_bytes",
                        3,
                        "max_presence_members",
                        1,
                        "max_batch_events",
                        1,
                        "max_channels_per_event",
                        1,
                        "max_channel_name_length",
                        12,
                        "max_subscriptions_per_connection",
                        2,
                        "max_channels",
                        3)));
        PusherClient ada = app.connect().join("presence-x", "ada");
        PusherClient bob = app.connect();

        app.connect("protocol=7").closedWith(4004);
        bob.sendJoin("presence-x", "{\"user_id\":\"bob\"}").receivesError(4100);
        bob.send("pusher:subscribe", Map.of("channel", "x".repeat(13))).receivesError(null);
        bob.subscribe("a")
                .subscribe("b")
                .send("pusher:subscribe", Map.of("channel", "c"))
                .receivesError(4100);
        ada.send("pusher:subscribe", Map.of("channel", "d")).receivesError(4100);
        ada.send("client-hi", "presence-x", "\"1234\"").receivesError(null);
        ada.send("client-hi", "presence-x", "\"1\"")
                .send("client-hi", "presence-x", "\"2\"")
                .receivesError(4301);
        Backend backend = app.backend();
        backend.post("/events", EVENT.formatted("1234")).expect(413);
        backend.post("/events", "{\"name\":\"n\",\"channels\":[\"a\",\"b\"],\"data\":\"\"}")
                .expect(400);
        backend.post("/events", "{\"name\":\"n\",\"channel\":\"%s\",\"data\":\"\"}".formatted("x".repeat(13)))
                .expect(400);
        backend.post("/batch_events", "{\"batch\":[{},{}]}").expect(400);
        backend.post("/events", "{}").expect(400);
        int rejections = publishUntilRejected(backend);

        await().untilAsserted(
                        () -> assertThat(usage(app).get("refused")).isEqualTo(Json.parse("""
                {"client_events_per_second":1,"events_per_second":%d,"max_batch_events":1,"max_channel_name_length":2,
                 "max_channels":1,"max_channels_per_event":1,"max_connections":1,"max_event_bytes":2,"max_presence_members":1,
                 "max_subscriptions_per_connection":1}""".formatted(rejections))));
    }

    /** Publishes until three requests are rejected, and returns the number of rejections. */
    private static int publishUntilRejected(Backend backend) {
        int rejected = 0;
        for (int i = 0; i < 1_000 && rejected < 3; i++) {
            rejected += backend.post("/events", EVENT.formatted("1")).status() == 429 ? 1 : 0;
        }
        return rejected;
    }

    @Test
    void the_usage_of_a_deleted_app_is_not_found() {
        TestApp app = server.app();
        app.backend().publish("room", "n", "");

        app.delete();

        Response response = server.admin("GET", "/admin/v1/apps/%s/usage".formatted(app.key()), new byte[0])
                .expect(404);
        assertThat(response.json().path("error").textValue()).contains("App '%s' does not exist.".formatted(app.key()));
    }
}
