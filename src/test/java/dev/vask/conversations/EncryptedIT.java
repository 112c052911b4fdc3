package dev.vask.conversations;

import dev.vask.support.Json;
import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels whose events are sealed (section 9): the service passes on what it cannot read. */
class EncryptedIT {

    private static final String CHANNEL = "private-encrypted-chat";

    private final TestApp app = Server.standard().app(Map.of("client_events", true));

    @Test
    void a_client_that_forgets_to_hide_its_shared_secret_subscribes_all_the_same() {
        PusherClient client = app.connect();

        client.send(
                "pusher:subscribe",
                Map.of("channel", CHANNEL, "auth", client.auth(CHANNEL), "shared_secret", "c2VjcmV0"));

        client.receives("pusher_internal:subscription_succeeded", CHANNEL, "{}");
        client.receivesNothingMore();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"nonce\":\"4sVYwy4j/8dCcjyxtPCWyk19GaaViaW9\",\"ciphertext\":\"/GMESnFGlbNn01BuBjp31XYa3i9vZsGKR8fgR9EDhXKx3lzGiUD501A=\"}",
                "{ \"ciphertext\" : \"!\" , \"nonce\":\"not even base64\" }",
                "in the clear",
                ""
            })
    void data_pass_untouched_and_unread(String data) {
        PusherClient client = app.connect().subscribePrivate(CHANNEL);

        app.backend().publish(CHANNEL, "message", data);

        client.receives("message", CHANNEL, data);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHANNEL, "private-encrypted-cache-chat"})
    void no_client_event_passes(String channel) {
        PusherClient client = subscribe(channel);
        PusherClient other = subscribe(channel);

        client.send("client-typing", channel, "\"{}\"");

        client.receivesError(4009);
        client.receivesNothingMore();
        other.receivesNothingMore();
    }

    @Test
    void an_event_goes_to_one_encrypted_channel_only() {
        PusherClient client = app.connect().subscribePrivate(CHANNEL).subscribe("news");

        app.backend().post("/events", """
            {"name":"n","channels":["private-encrypted-chat","news"],"data":"{}"}""").expect(400);
        client.receivesNothingMore();

        app.backend().post("/events", """
            {"name":"n","channels":["private-encrypted-chat"],"data":"{}"}""").expect(200);
        client.receives("n", CHANNEL, "{}");
    }

    @Test
    void the_limit_of_10240_bytes_is_that_of_the_sealed_data() {
        PusherClient client = app.connect().subscribePrivate(CHANNEL);

        app.backend().publish(CHANNEL, "n", "i".repeat(10_240));
        app.backend()
                .post("/events", Json.of(Map.of("name", "n", "channel", CHANNEL, "data", "i".repeat(10_241))))
                .expect(413);

        client.receives("n", CHANNEL, "i".repeat(10_240));
        client.receivesNothingMore();
    }

    private PusherClient subscribe(String channel) {
        PusherClient client = app.connect().subscribePrivate(channel);
        if (channel.contains("cache-")) {
            client.receives("pusher:cache_miss", channel, "{}");
        }
        return client;
    }
}
