package dev.vask.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.vask.support.PusherClient;
import dev.vask.support.Server;
import dev.vask.support.Stays;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.WebhookEndpoint.ReceivedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events and requests of webhooks (section 13). */
class WebhooksIT {

    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Server server = WebhookApps.fastRetryServer();
    private final WebhookEndpoint backend = new WebhookEndpoint();
    private final TestApp app = WebhookApps.app(server, backend);

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void a_webhook_is_a_post_signed_with_the_apps_secret() {
        app.connect().subscribe("room");

        ReceivedRequest webhook = backend.awaitRequests(1).getFirst();
        assertThat(webhook.requestLine()).isEqualTo("POST /hooks HTTP/1.1");
        assertThat(webhook.header("Content-Type")).isEqualTo("application/json");
        assertThat(webhook.header("X-Pusher-Key")).isEqualTo(app.key());
        assertThat(webhook.header("X-Pusher-Signature")).isEqualTo(app.signer().sign(webhook.body()));
        assertThat(webhook.deliveryId()).isNotBlank();
        assertThat(webhook.header("Host")).isEqualTo("127.0.0.1:" + backend.port());
        assertThat(webhook.body())
                .matches(
                        "\\{\"time_ms\":\\d{13},\"events\":\\[\\{\"name\":\"channel_occupied\",\"channel\":\"room\"}]}");
        assertThat(webhook.json().path("time_ms").asLong())
                .isCloseTo(webhook.at().toEpochMilli(), within(10_000L));
    }

    @Test
    void the_first_subscription_occupies_a_channel_and_the_last_one_vacates_it() {
        PusherClient one = app.connect().subscribe("room");
        PusherClient two = app.connect().subscribe("room");
        one.unsubscribe("room").awaitProcessed();

        two.close();

        backend.receives(
                "{\"name\":\"channel_occupied\",\"channel\":\"room\"}",
                "{\"name\":\"channel_vacated\",\"channel\":\"room\"}");
    }

    @Test
    void a_member_is_a_user_and_not_a_connection() {
        PusherClient ada = app.connect().join("presence-room", "ada");
        PusherClient adaAgain = app.connect().join("presence-room", "ada");
        PusherClient bob = app.connect().join("presence-room", "bob");
        ada.close();
        bob.unsubscribe("presence-room").awaitProcessed();
        backend.awaitRequests(4);

        adaAgain.close();

        backend.receives(
                "{\"name\":\"channel_occupied\",\"channel\":\"presence-room\"}",
                "{\"name\":\"member_added\",\"channel\":\"presence-room\",\"user_id\":\"ada\"}",
                "{\"name\":\"member_added\",\"channel\":\"presence-room\",\"user_id\":\"bob\"}",
                "{\"name\":\"member_removed\",\"channel\":\"presence-room\",\"user_id\":\"bob\"}",
                "{\"name\":\"member_removed\",\"channel\":\"presence-room\",\"user_id\":\"ada\"}",
                "{\"name\":\"channel_vacated\",\"channel\":\"presence-room\"}");
    }

    @Test
    void a_reconnect_within_the_grace_sends_no_webhooks() {
        PusherClient before = app.connect().join("presence-room", "ada");
        backend.awaitRequests(2);
        before.close();
        PusherClient after = app.connect().join("presence-room", "ada");

        Stays.trueFor(GRACE.plusSeconds(1), () -> backend.events().size() == 2);

        after.close();
        backend.awaitRequests(4);
        assertThat(backend.events()).hasSize(4);
    }

    @Test
    void a_return_after_the_grace_sends_each_event_once() {
        app.connect().subscribe("room").close();
        backend.receives(
                "{\"name\":\"channel_occupied\",\"channel\":\"room\"}",
                "{\"name\":\"channel_vacated\",\"channel\":\"room\"}");

        app.connect().subscribe("room");

        backend.receives(
                "{\"name\":\"channel_occupied\",\"channel\":\"room\"}",
                "{\"name\":\"channel_vacated\",\"channel\":\"room\"}",
                "{\"name\":\"channel_occupied\",\"channel\":\"room\"}");
    }

    @Test
    void a_client_event_contains_its_sender() {
        PusherClient ada = app.connect().join("presence-room", "ada");
        ada.send("client-typing", "presence-room", "{\"is_typing\": true}").awaitProcessed();
        PusherClient other = app.connect().subscribePrivate("private-room");
        other.send("client-typing", "private-room", "\"text\"").awaitProcessed();

        List<String> events = backend.awaitRequests(5).stream()
                .flatMap(it -> it.events().stream())
                .toList();
        assertThat(events).contains("""
                {"name":"client_event","channel":"presence-room","event":"client-typing","data":"{\\"is_typing\\":true}",\
                "socket_id":"%s","user_id":"ada"}""".formatted(ada.socketId()), """
                {"name":"client_event","channel":"private-room","event":"client-typing","data":"text",\
                "socket_id":"%s"}""".formatted(other.socketId()));
    }

    @Test
    void rejected_client_events_and_backend_events_send_no_webhooks() {
        PusherClient client = app.connect().subscribePrivate("private-encrypted-room");
        client.send("client-typing", "private-encrypted-room", "\"\"").receivesError(4009);
        app.backend().publish("private-encrypted-room", "client-typing", "{}");
        app.connect().subscribe("marker");

        assertThat(backend.awaitRequests(2))
                .extracting(it -> it.json().at("/events/0/name").asText())
                .containsOnly("channel_occupied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache-x", "private-cache-x", "presence-cache-x", "private-encrypted-cache-x"})
    void a_cache_miss_is_sent_once_until_the_cache_is_filled(String channel) {
        TestApp webhookApp = WebhookApps.app(server, backend, Map.of("events", List.of("cache_miss")));
        subscribe(webhookApp, channel);
        subscribe(webhookApp, channel);
        webhookApp.backend().publish(channel, "n", "1");
        subscribe(webhookApp, channel);

        backend.receives("{\"name\":\"cache_miss\",\"channel\":\"%s\"}".formatted(channel));
    }

    private static PusherClient subscribe(TestApp app, String channel) {
        PusherClient client = app.connect();
        return channel.startsWith("presence-") ? client.join(channel, "ada") : client.subscribePrivate(channel);
    }

    @Test
    void subscription_counts_are_sent_if_selected() {
        TestApp webhookApp = WebhookApps.app(server, backend, Map.of("events", List.of("subscription_count")));
        PusherClient one = webhookApp.connect().subscribe("room");
        PusherClient two = webhookApp.connect().subscribe("room");
        two.close();
        await().until(() -> webhookApp
                        .backend()
                        .get("/channels/room", Map.of("info", "subscription_count"))
                        .json()
                        .path("subscription_count")
                        .asInt()
                == 1);
        webhookApp.connect().join("presence-room", "ada");
        one.close();

        backend.receives(
                "{\"name\":\"subscription_count\",\"channel\":\"room\",\"subscription_count\":1}",
                "{\"name\":\"subscription_count\",\"channel\":\"room\",\"subscription_count\":2}",
                "{\"name\":\"subscription_count\",\"channel\":\"room\",\"subscription_count\":1}",
                "{\"name\":\"subscription_count\",\"channel\":\"room\",\"subscription_count\":0}");
    }

    @Test
    void event_types_that_are_not_selected_are_not_sent() {
        TestApp webhookApp = WebhookApps.app(server, backend, Map.of("events", List.of("member_added")));
        webhookApp.connect().subscribe("room");
        webhookApp.connect().join("presence-room", "ada");

        backend.receives("{\"name\":\"member_added\",\"channel\":\"presence-room\",\"user_id\":\"ada\"}");
    }

    @Test
    void the_channel_of_a_signed_in_user_sends_no_webhooks() {
        PusherClient ada = app.connect().signIn("{\"id\":\"ada\"}");
        ada.send("pusher:subscribe", Map.of("channel", "#server-to-user-ada", "auth", ""));
        ada.receives("pusher_internal:subscription_succeeded", "#server-to-user-ada");
        ada.subscribe("marker");

        backend.receives("{\"name\":\"channel_occupied\",\"channel\":\"marker\"}");
    }

    @Test
    void a_batch_contains_the_waiting_events_in_order() {
        TestApp webhookApp = WebhookApps.app(
                server,
                backend.respondsWith(request -> new WebhookEndpoint.Reply.Delayed(Duration.ofMillis(300))),
                Map.of("batch", true));
        List<PusherClient> clients = List.of(webhookApp.connect(), webhookApp.connect());
        for (int i = 0; i < 250; i++) {
            clients.get(i / 125).subscribe("room-" + i);
        }

        await().until(() -> backend.events().size() >= 250);
        assertThat(backend.received()).hasSizeLessThan(125).allSatisfy(it -> assertThat(it.events())
                .hasSizeLessThanOrEqualTo(100));
        assertThat(backend.events()).hasSize(250);
        for (int i = 0; i < 250; i++) {
            assertThat(backend.events().get(i)).contains("\"room-" + i + "\"");
        }
    }

    @Test
    void custom_headers_are_sent() {
        TestApp webhookApp =
                WebhookApps.app(server, backend, Map.of("headers", Map.of("Authorization", "Bearer it-is-us")));
        webhookApp.connect().subscribe("room");

        assertThat(backend.awaitRequests(1).getFirst().header("Authorization")).isEqualTo("Bearer it-is-us");
    }
}
