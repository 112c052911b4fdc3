package dev.vask.conversations;

import static org.awaitility.Awaitility.await;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last event of a cache channel (section 8). */
class CacheIT {

    private final Server server = Server.standard();
    private final TestApp app = server.app();

    @ParameterizedTest
    @ValueSource(strings = {"cache-x", "private-cache-x", "presence-cache-x", "private-encrypted-cache-x"})
    void a_subscriber_hears_the_last_event_again(String channel) {
        app.backend().publish(channel, "first", "1");
        app.backend().publish(channel, "location.updated", "{\"lat\":51.5}");

        PusherClient client = subscribe(app.connect(), channel);

        client.receives("location.updated", channel, "{\"lat\":51.5}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache-x", "private-cache-x", "presence-cache-x", "private-encrypted-cache-x"})
    void a_subscriber_hears_that_there_is_none(String channel) {
        PusherClient client = subscribe(app.connect(), channel);

        client.receives("pusher:cache_miss", channel, "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "private-x", "presence-x", "private-encrypted-x", "my-cache-x", "cachex"})
    void other_channels_remember_nothing(String channel) {
        app.backend().publish(channel, "n", "1");

        PusherClient client = subscribe(app.connect(), channel);

        client.receivesNothingMore();
    }

    @Test
    void only_the_new_subscriber_hears_it_again() {
        PusherClient early = app.connect().subscribe("cache-x");
        early.receives("pusher:cache_miss", "cache-x", "{}");
        app.backend().publish("cache-x", "n", "1");
        early.receives("n", "cache-x", "1");

        PusherClient late = app.connect().subscribe("cache-x");

        late.receives("n", "cache-x", "1");
        early.receivesNothingMore();
    }

    @Test
    void the_last_event_outlives_the_last_subscriber() {
        PusherClient client = app.connect().subscribe("cache-x");
        client.receives("pusher:cache_miss", "cache-x", "{}");
        app.backend().publish("cache-x", "n", "1");
        client.receives("n", "cache-x", "1");

        client.unsubscribe("cache-x");

        client.subscribe("cache-x").receives("n", "cache-x", "1");
    }

    @Test
    void one_event_to_many_channels_is_remembered_by_each() {
        app.backend().post("/events", """
            {"name":"n","channels":["cache-x","cache-y","z"],"data":"1"}""").expect(200);

        PusherClient client = app.connect().subscribe("cache-x");
        client.receives("n", "cache-x", "1");
        client.subscribe("cache-y").receives("n", "cache-y", "1");
        client.receivesNothingMore();
    }

    @Test
    void the_last_of_a_batch_is_remembered() {
        app.backend().post("/batch_events", """
            {"batch":[{"name":"n","channel":"cache-x","data":"1"},{"name":"n","channel":"cache-x","data":"2"}]}""").expect(200);

        PusherClient client = app.connect().subscribe("cache-x");

        client.receives("n", "cache-x", "2");
        client.receivesNothingMore();
    }

    @Test
    void a_refused_event_is_not_remembered() {
        app.backend().publish("cache-x", "n", "1");
        app.backend()
                .post("/events", Json.of(Map.of("name", "n", "channel", "cache-x", "data", "i".repeat(10_241))))
                .expect(413);

        PusherClient client = app.connect().subscribe("cache-x");

        client.receives("n", "cache-x", "1");
    }

    @Test
    void a_client_event_is_never_remembered() {
        app.change(Map.of("client_events", true));
        PusherClient one = app.connect().subscribePrivate("private-cache-x");
        one.receives("pusher:cache_miss", "private-cache-x", "{}");
        PusherClient two = app.connect().subscribePrivate("private-cache-x");
        two.receives("pusher:cache_miss", "private-cache-x", "{}");

        one.send("client-move", "private-cache-x", "\"1\"");
        two.receives("client-move", "private-cache-x", "1");

        PusherClient late = app.connect().subscribePrivate("private-cache-x");
        late.receives("pusher:cache_miss", "private-cache-x", "{}");
        late.receivesNothingMore();
    }

    @Test
    void a_publisher_that_was_left_out_hears_it_when_it_subscribes() {
        PusherClient publisher = app.connect();
        app.backend()
                .post(
                        "/events",
                        Json.of(Map.of(
                                "name", "n", "channel", "cache-x", "data", "1", "socket_id", publisher.socketId())))
                .expect(200);

        publisher.subscribe("cache-x");

        publisher.receives("n", "cache-x", "1");
    }

    @Test
    void the_last_event_ends_with_its_time() {
        TestApp forgetful = server.app(Map.of("quotas", Map.of("cache_ttl_seconds", 2)));
        PusherClient client = forgetful.connect();
        forgetful.backend().publish("cache-x", "n", "1");

        client.subscribe("cache-x").receives("n", "cache-x", "1");

        await().until(() -> {
            client.unsubscribe("cache-x").subscribe("cache-x");
            return client.next().event().equals("pusher:cache_miss");
        });
    }

    @Test
    void the_data_are_remembered_untouched() {
        String sealed = "{ \"nonce\":\"AA==\", \"ciphertext\" : \"☕\\u0000\" }";
        app.backend().publish("private-encrypted-cache-x", "n", sealed);

        PusherClient client = app.connect().subscribePrivate("private-encrypted-cache-x");

        client.receives("n", "private-encrypted-cache-x", sealed);
    }

    @Test
    void two_apps_remember_apart() {
        app.backend().publish("cache-x", "n", "1");

        PusherClient there = server.app().connect().subscribe("cache-x");

        there.receives("pusher:cache_miss", "cache-x", "{}");
    }

    @Test
    void an_event_named_like_a_miss_cannot_be_published() {
        for (String name : List.of("pusher:cache_miss", "pusher_internal:member_added")) {
            app.backend()
                    .post("/events", Json.of(Map.of("name", name, "channel", "cache-x", "data", "{}")))
                    .expect(400);
        }

        app.connect().subscribe("cache-x").receives("pusher:cache_miss", "cache-x", "{}");
    }

    private static PusherClient subscribe(PusherClient client, String channel) {
        if (channel.startsWith("presence-")) {
            return client.join(channel, "ada");
        }
        return client.subscribePrivate(channel);
    }
}
