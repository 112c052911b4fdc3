package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Quotas of a single request or connection. */
class RequestQuotasIT {

    private final Server server = Server.standard();

    @Test
    void a_batch_has_at_most_the_events_of_the_quota() {
        TestApp app = appWith("max_batch_events", 12);

        app.backend().post("/batch_events", batch(12)).expect(200);
        assertRejected(
                app.backend().post("/batch_events", batch(13)), "an array of 1 to 12 events, found an array of 13");
    }

    @Test
    void a_batch_without_that_quota_is_limited_by_the_body_only() {
        appWith("max_batch_events", null)
                .backend()
                .post("/batch_events", batch(200))
                .expect(200);
    }

    @Test
    void a_publish_has_at_most_the_channels_of_the_quota() {
        TestApp app = appWith("max_channels_per_event", 2);

        app.backend().post("/events", toChannels(2)).expect(200);
        assertRejected(
                app.backend().post("/events", toChannels(3)), "an array of 1 to 2 channel names, found an array of 3");
    }

    @Test
    void a_channel_name_is_at_most_as_long_as_the_quota() {
        TestApp app = appWith("max_channel_name_length", 5);
        PusherClient client = app.connect();

        client.subscribe("12345");
        subscribe(client, "123456");
        client.receivesError(null);
        app.backend().publish("12345", "news", "1");
        client.receives("news", "12345");
        assertRejected(
                app.backend().post("/events", "{\"name\":\"news\",\"channel\":\"123456\",\"data\":\"1\"}"),
                "Invalid channel name: has 6 characters, the maximum is 5.");
    }

    @Test
    void a_channel_name_never_exceeds_the_protocol_limit() {
        String longest = "x".repeat(164);
        TestApp app = appWith("max_channel_name_length", null);

        app.backend().publish(longest, "news", "1");
        assertRejected(
                app.backend()
                        .post("/events", "{\"name\":\"news\",\"channel\":\"%sx\",\"data\":\"1\"}".formatted(longest)),
                "the maximum is 164");
    }

    @Test
    void a_connection_has_at_most_the_subscriptions_of_the_quota() {
        TestApp app = appWith("max_subscriptions_per_connection", 2);
        PusherClient client = app.connect();
        client.subscribe("one");
        client.subscribe("two");

        subscribe(client, "three");
        client.receivesError(4100);

        client.unsubscribe("one");
        client.subscribe("three");
        app.connect().subscribe("one");
    }

    @Test
    void an_app_has_at_most_the_occupied_channels_of_the_quota() {
        TestApp app = appWith("max_channels", 2);
        PusherClient client = app.connect().subscribe("one");
        PusherClient other = app.connect().subscribe("two");

        subscribe(client, "three");
        assertThat(client.receivesError(4100).text()).contains("at its limit of 2 occupied channels");

        client.subscribe("two");
        other.unsubscribe("two").subscribe("one").awaitProcessed();
        client.unsubscribe("two").subscribe("three");
    }

    @Test
    void a_connection_has_at_most_200_channels_by_default() {
        PusherClient client = server.app().connect();
        IntStream.range(0, 200).forEach(i -> client.subscribe("room-" + i));

        subscribe(client, "room-200");
        client.receivesError(4100);
    }

    private static void subscribe(PusherClient client, String channel) {
        client.send("pusher:subscribe", Map.of("channel", channel));
    }

    private TestApp appWith(String quota, Integer value) {
        Map<String, Integer> quotas = new HashMap<>();
        quotas.put(quota, value);
        return server.app(Collections.singletonMap("quotas", quotas));
    }

    private static String batch(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> "{\"name\":\"news\",\"channel\":\"room\",\"data\":\"%d\"}".formatted(i))
                .collect(Collectors.joining(",", "{\"batch\":[", "]}"));
    }

    private static String toChannels(int channels) {
        return IntStream.range(0, channels)
                .mapToObj(i -> "\"room-%d\"".formatted(i))
                .collect(Collectors.joining(",", "{\"name\":\"news\",\"data\":\"1\",\"channels\":[", "]}"));
    }

    private static void assertRejected(Response response, String why) {
        assertThat(response.expect(400).json().path("error").asText()).contains(why);
    }
}
