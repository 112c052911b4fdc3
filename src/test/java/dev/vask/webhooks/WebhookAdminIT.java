package dev.vask.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.Response;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import dev.vask.support.WebhookEndpoint;
import dev.vask.support.WebhookEndpoint.ReceivedRequest;
import dev.vask.support.WebhookEndpoint.Reply;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks in the admin API: configuration, test and status (13.1, 13.3). */
class WebhookAdminIT {

    private final Server server = WebhookApps.fastRetryServer();
    private final WebhookEndpoint backend = new WebhookEndpoint();

    @AfterEach
    void close() {
        backend.close();
    }

    private Response put(Server targetServer, String webhook) {
        String path = "/admin/v1/apps/test-" + UUID.randomUUID().toString().substring(24);
        return targetServer.admin(
                "PUT", path, "{\"webhook\":%s}".formatted(webhook).getBytes(UTF_8));
    }

    private Response post(TestApp app, String action) {
        return app.server().admin("POST", "/admin/v1/apps/%s/webhook/%s".formatted(app.key(), action), new byte[0]);
    }

    @Test
    void omitted_fields_have_defaults() {
        assertThat(put(server, "{\"url\":\"https://example.com/hooks\"}")
                        .expect(201)
                        .json()
                        .path("webhook"))
                .isEqualTo(Json.parse("""
                        {"url":"https://example.com/hooks","enabled":true,"events":["channel_occupied","channel_vacated",
                         "member_added","member_removed","cache_miss","client_event"],"batch":false,"headers":{}}"""));
        assertThat(put(server, "null").expect(201).json().path("webhook").isNull())
                .isTrue();
    }

    @Test
    void each_invalid_field_is_named() {
        JsonNode problems = put(Server.standard(), """
                {"url":"http://127.0.0.1/","enabled":1,"events":["channel_occupied","channel_ocupied"],"batch":"no",
                 "headers":{"X-Pusher-Key":"x","Good":"fine","Two":"li\\nes","Content-Type":"text/plain","N":1},"color":"red"}""").expect(400).json().path("fields");

        assertThat(problems.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "webhook.url",
                        "webhook.enabled",
                        "webhook.events[1]",
                        "webhook.batch",
                        "webhook.headers.X-Pusher-Key",
                        "webhook.headers.Two",
                        "webhook.headers.Content-Type",
                        "webhook.headers.N",
                        "webhook.color");
        assertThat(problems.path("webhook.url").asText()).startsWith("must begin with https://");
        assertThat(put(server, "{}").expect(400).json().path("fields").has("webhook.url"))
                .isTrue();
        assertThat(put(server, "\"https://example.com\"")
                        .expect(400)
                        .json()
                        .path("fields")
                        .has("webhook"))
                .isTrue();
    }

    @Test
    void a_test_sends_a_signed_event_and_returns_the_result() {
        TestApp app = WebhookApps.app(server, backend, Map.of("enabled", false));
        backend.respondsWith(
                request -> new Reply.Text("HTTP/1.1 418 Teapot\r\nContent-Length: 13\r\n\r\nshort & stout"));

        JsonNode result = post(app, "test").expect(200).json();

        ReceivedRequest sent = backend.awaitRequests(1).getFirst();
        assertThat(sent.header("X-Pusher-Signature")).isEqualTo(app.signer().sign(sent.body()));
        assertThat(sent.deliveryId()).isEqualTo(result.path("delivery").asText());
        assertThat(result.path("delivered").asBoolean()).isFalse();
        assertThat(result.path("status").asInt()).isEqualTo(418);
        assertThat(result.path("duration_ms").isIntegralNumber()).isTrue();
        assertThat(result.path("reply").asText()).isEqualTo("short & stout");
        assertThat(result.path("error").asText()).isEqualTo("the endpoint returned 418");

        backend.respondsWith(204);
        assertThat(post(app, "test").expect(200).json().path("delivered").asBoolean())
                .isTrue();
        backend.refuseConnections();
        JsonNode rejected = post(app, "test").expect(200).json();
        assertThat(rejected.path("status").isNull()).isTrue();
        assertThat(rejected.path("error").asText()).isNotBlank();
    }

    @Test
    void a_test_needs_an_app_a_webhook_and_the_token() {
        TestApp withoutWebhook = server.app();

        assertThat(post(withoutWebhook, "test").status()).isEqualTo(404);
        assertThat(post(withoutWebhook, "dead-letters/replay").status()).isEqualTo(404);
        assertThat(server.admin("POST", "/admin/v1/apps/no-such-app/webhook/test", new byte[0])
                        .status())
                .isEqualTo(404);
        assertThat(server.request("POST", "/admin/v1/apps/%s/webhook/test".formatted(withoutWebhook.key()), new byte[0])
                        .status())
                .isEqualTo(401);
    }

    @Test
    void the_status_is_empty_at_first() {
        TestApp app = WebhookApps.app(server, backend);
        String path = "/admin/v1/apps/%s/webhook/status".formatted(app.key());

        assertThat(server.admin("GET", path, new byte[0]).expect(200).json()).isEqualTo(Json.parse("""
                {"waiting_events":0,"waiting_bytes":0,"held_back_events":0,"dropped_events":0,"last_dropped_at_ms":null,
                 "dead_letters":0,"dead_letter_bytes":0}"""));
        assertThat(server.request("GET", path, new byte[0]).status()).isEqualTo(401);
        assertThat(server.admin("GET", "/admin/v1/apps/no-such-app/webhook/status", new byte[0])
                        .status())
                .isEqualTo(404);
    }

    @Test
    void the_dead_letters_are_empty_at_first_and_their_limit_is_validated() {
        TestApp app = WebhookApps.app(server, backend);
        String path = "/admin/v1/apps/%s/webhook/dead-letters".formatted(app.key());

        assertThat(server.admin("GET", path, new byte[0]).expect(200).json())
                .isEqualTo(Json.parse("{\"dead_letters\":[]}"));
        for (String limit : new String[] {"0", "1001", "x", "-1"}) {
            assertThat(server.admin("GET", path + "?limit=" + limit, new byte[0])
                            .status())
                    .as(limit)
                    .isEqualTo(400);
        }
    }
}
