package dev.vask.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.ReceivedFrame;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol 8: ids of events and resumption ({@code docs/recovery.md}). */
class RecoveryIT {

    private final Server server = Server.standard();
    private final TestApp app = server.app(Map.of("history", Map.of("enabled", true), "client_events", true));

    private static PusherClient connect(TestApp app) {
        PusherClient client = app.connect("protocol=8&client=test&version=1.0");
        return client.established();
    }

    private static JsonNode resume(PusherClient client, String channel, Map<String, ?> fields) {
        Map<String, Object> data = new HashMap<>(fields);
        data.put("channel", channel);
        if (channel.startsWith("private-")) {
            data.put("auth", client.auth(channel));
        } else if (channel.startsWith("presence-")) {
            String identity = Json.of(Map.of("user_id", "ada"));
            data.put("channel_data", identity);
            data.put("auth", client.auth(channel, identity));
        }
        client.send("pusher:subscribe", data);
        return client.receives("pusher_internal:subscription_succeeded", channel)
                .data()
                .path("resume");
    }

    private static JsonNode resume(PusherClient client, String channel, String after) {
        return resume(client, channel, Map.of("resume_after_id", after));
    }

    private static String id(ReceivedFrame frame) {
        return Json.parse(frame.text()).path("id").asText();
    }

    private String publish(String channel, String data) {
        return app.backend()
                .post("/events", Json.of(Map.of("name", "n", "channel", channel, "data", data, "info", "event_id")))
                .expect(200)
                .json()
                .path("event_ids")
                .path(channel)
                .asText();
    }

    @Test
    void the_established_frame_names_the_protocol() {
        PusherClient client = app.connect("protocol=8");

        assertThat(client.receives("pusher:connection_established")
                        .data()
                        .path("protocol")
                        .asInt())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "private-x", "presence-x", "private-encrypted-x", "cache-x", "private-cache-x"})
    void a_client_gets_every_event_that_it_missed_once_and_in_order(String channel) {
        PusherClient before = connect(app);
        resume(before, channel, "");
        if (channel.contains("cache-")) {
            before.receives("pusher:cache_miss", channel);
        }
        String first = publish(channel, "1");
        assertThat(id(before.receives("n", channel, "1"))).isEqualTo(first);
        before.close();
        String second = publish(channel, "2");
        String third = publish(channel, "3");

        PusherClient after = connect(app);
        JsonNode resume = resume(after, channel, first);

        assertThat(resume.path("ok").asBoolean()).isTrue();
        assertThat(resume.path("after_id").asText()).isEqualTo(first);
        assertThat(id(after.receives("n", channel, "2"))).isEqualTo(second);
        assertThat(id(after.receives("n", channel, "3"))).isEqualTo(third);
        String fourth = publish(channel, "4");
        assertThat(id(after.receives("n", channel, "4"))).isEqualTo(fourth);
        after.receivesNothingMore();
    }

    @Test
    void an_unknown_id_is_answered_with_the_current_position() {
        PusherClient client = connect(app);
        String last = publish("x", "1");

        JsonNode resume = resume(client, "x", "another:1");

        assertThat(resume.path("ok").asBoolean()).isFalse();
        assertThat(resume.path("after_id").asText()).isEqualTo(last);
        client.receivesNothingMore();
    }

    @Test
    void an_id_that_is_no_string_is_unknown() {
        PusherClient client = connect(app);

        assertThat(resume(client, "x", Map.of("resume_after_id", 7)).path("ok").asBoolean(true))
                .isFalse();
        assertThat(resume(client, "y", Map.of("resume_after_id", Map.of()))
                        .path("ok")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void an_app_without_history_cannot_resume() {
        PusherClient client = connect(server.app());

        JsonNode resume = resume(client, "x", "");

        assertThat(resume.toString()).isEqualTo("{\"after_id\":\"\",\"ok\":false}");
    }

    @Test
    void events_of_an_app_without_history_have_no_id() {
        TestApp without = server.app();
        PusherClient client = connect(without).subscribe("x");
        without.backend().publish("x", "n", "1");

        assertThat(client.receives("n", "x", "1").text())
                .isEqualTo("{\"event\":\"n\",\"channel\":\"x\",\"data\":\"1\"}");
    }

    @Test
    void a_client_of_protocol_7_sees_none_of_it() {
        PusherClient seven = app.connect("protocol=7");
        assertThat(seven.established().socketId()).isNotEmpty();
        PusherClient eight = connect(app).subscribe("x");
        String first = publish("x", "0");
        eight.receives("n", "x", "0");

        seven.send("pusher:subscribe", Map.of("channel", "x", "resume_after_id", first));
        assertThat(seven.receives("pusher_internal:subscription_succeeded", "x").text())
                .isEqualTo("{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"x\",\"data\":\"{}\"}");
        publish("x", "1");

        assertThat(seven.receives("n", "x", "1").text())
                .isEqualTo("{\"event\":\"n\",\"channel\":\"x\",\"data\":\"1\"}");
        assertThat(id(eight.receives("n", "x", "1"))).isNotEmpty();
    }

    @Test
    void a_client_does_not_receive_its_own_events_again() {
        PusherClient before = connect(app);
        resume(before, "x", "");
        String first = publish("x", "1");
        before.receives("n", "x", "1");
        String socketId = before.socketId();
        before.close();
        for (String except : List.of(socketId, "1.1")) {
            app.backend()
                    .post("/events", Json.of(Map.of("name", "n", "channel", "x", "data", except, "socket_id", except)))
                    .expect(200);
        }

        PusherClient after = connect(app);
        resume(after, "x", Map.of("resume_after_id", first, "resume_socket_ids", List.of("9.9", socketId)));
        after.receives("n", "x", "1.1");
        after.receivesNothingMore();

        PusherClient other = connect(app);
        resume(other, "x", first);
        other.receives("n", "x", socketId);
        other.receives("n", "x", "1.1");
        other.receivesNothingMore();
    }

    @Test
    void the_cached_event_is_not_sent_after_a_replay() {
        String first = publish("cache-x", "1");
        PusherClient fresh = connect(app);
        resume(fresh, "cache-x", "");
        assertThat(id(fresh.receives("n", "cache-x", "1"))).isEqualTo(first);

        PusherClient returned = connect(app);
        resume(returned, "cache-x", first);
        returned.receivesNothingMore();

        PusherClient lost = connect(app);
        resume(lost, "cache-x", "another:1");
        lost.receives("n", "cache-x", "1");
    }

    @Test
    void a_cached_event_of_an_earlier_epoch_has_no_id() {
        TestApp switched = server.app(Map.of("history", Map.of("enabled", true)));
        switched.backend().publish("cache-x", "n", "1");
        switched.change(Map.of("history", Map.of("enabled", false)));
        switched.change(Map.of("history", Map.of("enabled", true)));

        PusherClient client = connect(switched);
        resume(client, "cache-x", "");

        assertThat(id(client.receives("n", "cache-x", "1"))).isEmpty();
    }

    @Test
    void the_answer_on_a_presence_channel_has_the_members_and_the_position() {
        PusherClient client = connect(app);
        String identity = Json.of(Map.of("user_id", "ada"));
        client.send(
                "pusher:subscribe",
                Map.of(
                        "channel",
                        "presence-x",
                        "auth",
                        client.auth("presence-x", identity),
                        "channel_data",
                        identity,
                        "resume_after_id",
                        ""));

        JsonNode data = client.receives("pusher_internal:subscription_succeeded", "presence-x")
                .data();
        assertThat(data.path("presence").path("count").asInt()).isEqualTo(1);
        assertThat(data.path("resume").path("ok").asBoolean()).isTrue();
    }

    @Test
    void client_events_have_ids_and_are_replayed_only_if_the_app_keeps_them() {
        for (boolean kept : new boolean[] {false, true}) {
            TestApp of = server.app(
                    Map.of("history", Map.of("enabled", true, "client_events", kept), "client_events", true));
            PusherClient sender = connect(of);
            resume(sender, "private-x", "");
            PusherClient receiver = connect(of);
            String position = resume(receiver, "private-x", "").path("after_id").asText();
            sender.send("client-move", "private-x", "\"1\"");
            assertThat(id(receiver.receives("client-move", "private-x", "1"))).isNotEmpty();

            PusherClient later = connect(of);
            assertThat(resume(later, "private-x", position).path("ok").asBoolean())
                    .isTrue();
            if (kept) {
                later.receives("client-move", "private-x", "1");
            }
            later.receivesNothingMore();
        }
    }

    @Test
    void more_than_may_wait_for_a_client_is_not_replayed() {
        String first = publish("x", "0");
        for (int i = 0; i < 60; i++) {
            publish("x", "x".repeat(9_500));
        }

        PusherClient client = connect(app);
        JsonNode resume = resume(client, "x", first);

        assertThat(resume.path("ok").asBoolean(true)).isFalse();
        client.receivesNothingMore();
    }

    @Test
    void a_connection_resumes_only_so_often() {
        PusherClient client = connect(app);
        String last = publish("x", "1");
        for (int i = 0; i < 500; i++) {
            client.send("pusher:subscribe", Map.of("channel", "x", "resume_after_id", last));
            assertThat(client.receives("pusher_internal:subscription_succeeded", "x")
                            .data()
                            .at("/resume/ok")
                            .asBoolean())
                    .isTrue();
            client.unsubscribe("x");
        }

        assertThat(resume(client, "x", last).path("ok").asBoolean(true)).isFalse();
        client.unsubscribe("x");
        assertThat(resume(client, "x", "").path("ok").asBoolean(false)).isTrue();
    }
}
